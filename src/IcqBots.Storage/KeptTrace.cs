using System.Text.Encodings.Web;
using System.Text.Json;
using IcqBots.Protocol;

namespace IcqBots.Storage;

/// <summary>A <see cref="TraceRow"/> as it is in the file, with short names: there are as many as messages.</summary>
/// <param name="N">The number.</param>
/// <param name="F">From whom.</param>
/// <param name="A">When, in ms since 1970.</param>
/// <param name="W">What it was.</param>
/// <param name="T">The text.</param>
/// <param name="S">The steps.</param>
internal sealed record KeptTrace(long N, uint? F, long A, string W, string T, string S)
{
    private static readonly JsonSerializerOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Some, in their order.</summary>
    public static string ToJson(IEnumerable<TraceRow> rows) => JsonSerializer.Serialize(
        rows.Select(row => new KeptTrace(row.Number, row.From?.Value, row.At.ToUnixTimeMilliseconds(), row.What, row.Text, row.Steps)), _options);

    /// <summary>What was written; none where it is damaged.</summary>
    public static IReadOnlyList<TraceRow> Parse(string bot, string json)
    {
        try
        {
            return
            [
                .. JsonSerializer.Deserialize<KeptTrace[]>(json)!.Select(kept => new TraceRow(
                    bot, kept.N, kept.F is { } from ? new Uin(from) : null, DateTimeOffset.FromUnixTimeMilliseconds(kept.A), kept.W, kept.T, kept.S)),
            ];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

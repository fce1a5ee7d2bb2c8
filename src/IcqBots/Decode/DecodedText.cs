using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IcqBots.Capture;

namespace IcqBots.Decode;

/// <summary>Writes decoded packets for people: a line about the packet, then its fields below each other.</summary>
internal static class DecodedText
{
    /// <summary>Longer than any message; only bytes of files are cut.</summary>
    private const int MaxValue = 1000;
    private const int BytesOfDumpLine = 16;

    /// <summary>When, from whom to whom, what, and its number.</summary>
    public static string HeadingOf(DecodedPacket packet)
    {
        var receiver = packet.Sender switch
        {
            PacketSender.Client => "server",
            PacketSender.Server => "client",
            _ => "peer",
        };
        return string.Join("  ", new[]
        {
            packet.Time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            $"{packet.Sender.ToString().ToLowerInvariant()}{Spaced(packet.From)} > {receiver}{Spaced(packet.To)}",
            $"{packet.Name}{Spaced(packet.Code)}",
            packet.Sequence is { } sequence ? $"sequence {sequence}" : null,
            packet.Uin is { } uin ? $"UIN {uin}" : null,
        }.Where(part => part is not null));
    }

    /// <summary>The fields, or why there are none, a line each.</summary>
    public static IEnumerable<string> LinesOf(DecodedPacket packet)
    {
        if (packet.Problem is not null)
        {
            return [$"    {packet.Problem}", .. Dump(packet.Bytes)];
        }

        var fields = Flatten("", packet.Fields).ToList();
        if (!packet.Rest.IsEmpty)
        {
            fields.Add(("(rest)", Cut(HexOf(packet.Rest.ToArray()))));
        }

        var width = fields.Select(field => field.Name.Length).DefaultIfEmpty().Max();
        return fields.Select(field => $"    {field.Name.PadRight(width)}  {field.Value}");
    }

    private static string Spaced(object? value) => value is null ? "" : $" {value}";

    /// <summary>Fields of nested records get the names of both; so do the entries of lists, unless they are plain values.</summary>
    private static IEnumerable<(string Name, string Value)> Flatten(string name, JsonNode? value) => value switch
    {
        JsonObject fields => fields.SelectMany(field => Flatten(name == "" ? field.Key : $"{name}.{field.Key}", field.Value)),
        JsonArray { Count: 0 } => [(name, "(empty)")],
        JsonArray list when list.Any(entry => entry is JsonObject) => list.SelectMany((entry, i) => Flatten($"{name}[{i}]", entry)),
        JsonArray list => [(name, Cut(string.Join(", ", list.Select(Plain))))],
        _ => [(name, Cut(Plain(value)))],
    };

    /// <summary>A value in one line: line ends and other control characters are written as in C#.</summary>
    private static string Plain(JsonNode? value) => value switch
    {
        null => "-",
        JsonValue when value.ToString() == "" => "(empty)",
        JsonValue when value.GetValueKind() == JsonValueKind.String => string.Concat(value.GetValue<string>().Select(c => c switch
        {
            '\r' => @"\r",
            '\n' => @"\n",
            '\\' => @"\\",
            _ when char.IsControl(c) => $"\\x{(int)c:X2}",
            _ => $"{c}",
        })),
        _ => value.ToJsonString(),
    };

    private static string Cut(string value) =>
        value.Length <= MaxValue ? value : $"{value[..MaxValue]}… ({value.Length} characters; --json has all)";

    private static IEnumerable<string> Dump(ReadOnlyMemory<byte> bytes) =>
        bytes.ToArray().Chunk(BytesOfDumpLine).Select((line, i) => $"    {i * BytesOfDumpLine:X4}  {HexOf(line)}");

    private static string HexOf(byte[] bytes) => string.Join(' ', bytes.Select(each => $"{each:X2}"));
}

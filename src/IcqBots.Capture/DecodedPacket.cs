using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IcqBots.Protocol;

namespace IcqBots.Capture;

/// <summary>A packet as a person can read it, or what is known about one that cannot be decoded.</summary>
public sealed record DecodedPacket
{
    /// <summary>Who sent it.</summary>
    public required PacketSender Sender { get; init; }

    /// <summary>When it was captured, if it was.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Where it came from, if that is known.</summary>
    public IPEndPoint? From { get; init; }

    /// <summary>Where it went, if that is known.</summary>
    public IPEndPoint? To { get; init; }

    /// <summary>The name of its command or kind.</summary>
    public string Name { get; init; } = "Unknown";

    /// <summary>The code of its command in hexadecimal digits, if it has one.</summary>
    public string? Code { get; init; }

    /// <summary>Its number.</summary>
    public uint? Sequence { get; init; }

    /// <summary>The UIN in the header of a client's datagram.</summary>
    public Uin? Uin { get; init; }

    /// <summary>
    /// Names and values in the order of the packet's record. A nested record is an object, a list an array, bytes are hexadecimal digits.
    /// </summary>
    public JsonObject Fields { get; init; } = [];

    /// <summary>The bytes behind the last field.</summary>
    public ReadOnlyMemory<byte> Rest { get; init; }

    /// <summary>Why it is not decoded; null: it is.</summary>
    public string? Problem { get; init; }

    /// <summary>Where decoding stopped, as an offset in <see cref="Bytes"/>.</summary>
    public int? StoppedAt { get; init; }

    /// <summary>The whole packet where it is not decoded, passwords masked.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>All of it as one object; what is not known is left out.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Add("time", Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Add("direction", Sender.ToString().ToLowerInvariant());
        Add("source", From?.ToString());
        Add("destination", To?.ToString());
        Add("name", Name);
        Add("code", Code);
        Add("sequence", Sequence);
        Add("uin", Uin?.Value);
        Add("fields", Problem is null ? Fields.DeepClone() : null);
        Add("rest", Rest.IsEmpty ? null : PacketFields.HexOf(Rest.Span));
        Add("problem", Problem);
        Add("stoppedAt", StoppedAt);
        Add("hex", StoppedAt is null ? null : PacketFields.HexOf(Bytes.Span));
        return json;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json.Add(name, value);
            }
        }
    }
}

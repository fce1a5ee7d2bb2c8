using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>Writes a UIN as its number, also where it is the key of a dictionary.</summary>
internal sealed class UinConverter : JsonConverter<Uin>
{
    public override Uin Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetUInt32();

    public override void Write(Utf8JsonWriter writer, Uin value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);

    public override Uin ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        uint.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw new JsonException();

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Uin value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}

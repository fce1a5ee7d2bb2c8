using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using IcqBots.Protocol;

namespace IcqBots.Capture;

/// <summary>
/// Reads names and values out of the records of IcqBots.Protocol, which are the only place that knows them. A field is a public property
/// that can be initialized; what is computed from fields is none.
/// </summary>
internal static class PacketFields
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> FieldsOfTypes = new();

    /// <summary>The fields of a record in their order, those of its base record first.</summary>
    public static JsonObject Of(object record, params ReadOnlySpan<string> without)
    {
        var fields = new JsonObject();
        foreach (var property in FieldsOfTypes.GetOrAdd(record.GetType(), FindFields))
        {
            if (!without.Contains(property.Name))
            {
                fields[property.Name] = ValueOf(property.GetValue(record));
            }
        }

        return fields;
    }

    /// <summary>Two digits a byte.</summary>
    public static string HexOf(ReadOnlySpan<byte> bytes)
    {
        var text = new char[Math.Max(bytes.Length * 3 - 1, 0)];
        text.AsSpan().Fill(' ');
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i].TryFormat(text.AsSpan(i * 3, 2), out _, "X2", CultureInfo.InvariantCulture);
        }

        return new string(text);
    }

    private static PropertyInfo[] FindFields(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null)
            .OrderBy(property => DepthOf(property.DeclaringType!))];

    private static int DepthOf(Type type) => type.BaseType is { } parent ? DepthOf(parent) + 1 : 0;

    private static JsonNode? ValueOf(object? value) => value switch
    {
        null => null,
        string text => text,
        bool yes => yes,
        byte or sbyte or ushort or short or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        Uin uin => uin.Value,
        Password or IPAddress => value.ToString(),
        Enum word => WordOf(word),
        ReadOnlyMemory<byte> bytes => HexOf(bytes.Span),
        byte[] bytes => HexOf(bytes),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ValueOf)]),
        _ when value.GetType().Namespace?.StartsWith("IcqBots.", StringComparison.Ordinal) == true => Of(value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Name and number; the number alone where it has no name.</summary>
    private static string WordOf(Enum word)
    {
        var name = word switch
        {
            OnlineStatus status => $"{status.Shown}{(status.IsInvisible ? ", Invisible" : "")}",
            MessageType type when type.Kind != type => $"{type.Kind}, {MessageType.MultipleRecipients}",
            _ => word.ToString(),
        };
        return char.IsAsciiLetter(name[0]) ? $"{name} {word:X}" : $"{word:X}";
    }
}

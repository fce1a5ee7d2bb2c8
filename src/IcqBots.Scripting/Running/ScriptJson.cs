using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace IcqBots.Scripting.Running;

/// <summary>
/// JSON of a script's own types, for one instance of a script. Whoever holds it holds the types that it has seen, and so the script's code:
/// it must die with the instance, and no other options may be used on a script's type.
/// </summary>
internal sealed class ScriptJson
{
    private readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A value as JSON.</summary>
    /// <exception cref="NotSupportedException">The type cannot be written.</exception>
    public string Write<T>(T value) => JsonSerializer.Serialize(value, _options);

    /// <summary>The value that JSON stands for.</summary>
    /// <exception cref="JsonException">It does not stand for a value of the type.</exception>
    public T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, _options);
}

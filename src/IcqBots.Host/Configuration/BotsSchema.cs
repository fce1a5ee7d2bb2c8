using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>
/// The JSON schema (draft-07) of bots.yaml, for editors: made from the records that read the file, so that it knows every key, its
/// values, its default and its documentation.
/// </summary>
public static class BotsSchema
{
    private const string Variable = @"\$\{";

    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Without a folder: nothing is parsed here.
    private static readonly Dictionary<Type, ValueKind> _kinds = ValueKind.All("");

    /// <summary>The schema as a text.</summary>
    public static string Write()
    {
        var summaries = EntrySummaries.Load();
        var root = EntryOf(typeof(BotsFile), summaries);
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "The bots.yaml of icqbots");
        return root.ToJsonString(_indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject EntryOf(Type type, EntrySummaries summaries)
    {
        var keys = EntryKey.Of(type);
        var properties = new JsonObject();
        var defaults = Activator.CreateInstance(type)!;
        foreach (var key in keys)
        {
            var schema = ValueOf(key.Type, [.. key.Rules], summaries);
            schema["description"] = Describe(key, summaries);
            if (!key.IsRequired && Written(key.Property!.GetValue(defaults)) is { } written)
            {
                schema["default"] = written;
            }

            properties[key.Name] = schema;
        }

        return new JsonObject
        {
            // An entry without any key is as good as one whose keys are all left out.
            ["type"] = new JsonArray("object", "null"),
            ["properties"] = properties,
            ["required"] = new JsonArray([.. keys.Where(key => key.IsRequired).Select(key => JsonValue.Create(key.Name))]),
            // Shared values, and merge keys for editors that leave them as they are.
            ["patternProperties"] = new JsonObject { ["^x-"] = new JsonObject(), ["^<<$"] = new JsonObject() },
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject ValueOf(Type type, IReadOnlyList<ValidationAttribute> rules, EntrySummaries summaries)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(BotSettings))
        {
            return new JsonObject { ["type"] = new JsonArray("object", "null") };
        }

        if (type == typeof(Recipients))
        {
            return AnyOf(WordsOf("contacts", "online"), UinOf(), ListOf(UinOf()), VariableOf());
        }

        if (type == typeof(AudiencePart))
        {
            return AnyOf(WordsOf([.. AudiencePart.Words]), UinOf(), EntryOf(type, summaries), VariableOf());
        }

        if (_kinds.TryGetValue(type, out var kind) || type.IsEnum)
        {
            return SingleOf(type, kind ?? ValueKind.OfEnum(type), rules);
        }

        if (CollectionShape.Of(type) is { Key: not null } named)
        {
            return new JsonObject
            {
                ["type"] = new JsonArray("object", "null"),
                ["patternProperties"] = new JsonObject { ["^<<$"] = new JsonObject() },
                ["additionalProperties"] = ValueOf(named.Item, [], summaries),
            };
        }

        if (CollectionShape.Of(type) is { } shape)
        {
            var list = ListOf(ValueOf(shape.Item, [], summaries));
            return shape.TakesSingle ? AnyOf(ValueOf(shape.Item, [], summaries), list) : list;
        }

        return EntryOf(type, summaries);
    }

    private static JsonObject SingleOf(Type type, ValueKind kind, IReadOnlyList<ValidationAttribute> rules)
    {
        JsonObject? schema = type switch
        {
            _ when kind.Choices is { } words => WordsOf([.. words]),
            _ when IsText(type) => TextOf(rules),
            _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when type == typeof(int) => NumberOf(rules.OfType<RangeAttribute>().SingleOrDefault()),
            _ when type == typeof(ushort) => NumberOf(new RangeAttribute(ushort.MinValue, ushort.MaxValue)),
            _ when type == typeof(Uin) => UinOf(),
            _ when type == typeof(TimeSpan) => PatternOf("^[0-9]{1,6}(ms|s|m|h|d)$"),
            _ when type == typeof(MemorySize) => PatternOf("^[0-9]+(KB|MB|GB)$"),
            _ when type == typeof(SendingRate) => AnyOf(WordsOf($"{SendingRate.Unlimited}"), new JsonObject { ["type"] = "number" }),
            _ => null,
        };
        return schema is null ? new JsonObject { ["type"] = "string" } : AnyOf(schema, VariableOf());
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(Password) || type.IsAssignableTo(typeof(TextTemplate));

    /// <summary>A text; editors take some for numbers or for true and false.</summary>
    private static JsonObject TextOf(IReadOnlyList<ValidationAttribute> rules)
    {
        var schema = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
        foreach (var rule in rules)
        {
            switch (rule)
            {
                case MinLengthAttribute length:
                    schema["minLength"] = length.Length;
                    break;
                case RegularExpressionAttribute expression:
                    schema["pattern"] = $"^(?:{expression.Pattern})$";
                    break;
            }
        }

        return schema;
    }

    private static JsonObject NumberOf(RangeAttribute? range) => range is null
        ? new JsonObject { ["type"] = "integer" }
        : new JsonObject { ["type"] = "integer", ["minimum"] = (int)range.Minimum, ["maximum"] = (int)range.Maximum };

    private static JsonObject UinOf() => NumberOf(new RangeAttribute(1, (int)Uin.MaxValue));

    private static JsonObject WordsOf(params string[] words) => new()
    {
        ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
    };

    private static JsonObject PatternOf(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject VariableOf() => PatternOf(Variable);

    private static JsonObject ListOf(JsonObject item) => new() { ["type"] = new JsonArray("array", "null"), ["items"] = item };

    private static JsonObject AnyOf(params JsonNode[] schemas) => new() { ["anyOf"] = new JsonArray(schemas) };

    /// <summary>The summary of the key, what its value may be, and its rules.</summary>
    private static string Describe(EntryKey key, EntrySummaries summaries)
    {
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        var kind = type == typeof(string) || type == typeof(Password) ? null : _kinds.GetValueOrDefault(type);
        string?[] value = [kind?.Expected, .. key.Rules.Select(rule => rule.ErrorMessage)];
        var about = string.Join(", ", value.Where(each => each is not null));
        return string.Join("\n\n", new[] { summaries.Of(key.Property!), about.Length == 0 ? "" : $"Value: {about}." }.Where(text => text.Length > 0));
    }

    /// <summary>A default as it would be written in the file; null for what is no single value, or is the machine's.</summary>
    private static JsonNode? Written(object? value) => value switch
    {
        bool flag => flag,
        int or ushort => Convert.ToInt32(value, CultureInfo.InvariantCulture),
        TimeSpan span => ValueKind.Written(span),
        Enum word => EntryKey.Hyphenated(word.ToString()),
        WireText text => text.Encoding.WebName,
        string or MemorySize or ServerAddress or IPEndPoint or TextTemplate or SendingRate or OncePer or MessageRate => value.ToString(),
        _ => null,
    };
}

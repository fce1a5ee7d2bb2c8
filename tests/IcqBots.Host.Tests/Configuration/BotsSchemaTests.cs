using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Configuration;

public sealed class BotsSchemaTests
{
    private const string Bot = "bots: [{ name: a, uin: 1, password: p, ";

    private static readonly JsonObject _schema = JsonNode.Parse(BotsSchema.Write())!.AsObject();

    [Theory]
    [InlineData("", typeof(BotsFile))]
    [InlineData("embedded-server", typeof(EmbeddedServerEntry))]
    [InlineData("embedded-server accounts", typeof(AccountEntry))]
    [InlineData("bots", typeof(BotEntry))]
    [InlineData("bots status", typeof(StatusEntry))]
    [InlineData("bots peer-limits", typeof(PeerLimitsEntry))]
    [InlineData("retention", typeof(RetentionEntry))]
    [InlineData("bots retransmission", typeof(RetransmissionEntry))]
    [InlineData("bots schedules", typeof(ScheduleEntry))]
    [InlineData("bots schedules send", typeof(SendEntry))]
    public void Every_key_is_there_with_its_documentation(string path, Type entry)
    {
        var schema = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(_schema, (at, key) =>
        {
            var next = at["properties"]![key]!.AsObject();
            return next["items"]?.AsObject() ?? next;
        });

        Assert.Equal(EntryKey.Of(entry).Select(key => key.Name), schema["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(
            EntryKey.Of(entry).Where(key => key.IsRequired).Select(key => key.Name), schema["required"]!.AsArray().Select(key => (string)key!));
        Assert.All(schema["properties"]!.AsObject(), property => Assert.Matches("^[A-Z].*[.]", (string)property.Value!["description"]!));
    }

    [Fact]
    public void A_key_tells_its_values_its_rule_and_its_default()
    {
        var bot = _schema["properties"]!["bots"]!["items"]!["properties"]!;

        Assert.EndsWith(
            "\n\nValue: a duration such as 500ms, 10s, 2m, 1h or 7d, must be from 5s to 110s.",
            (string)bot["keep-alive"]!["description"]!,
            StringComparison.Ordinal);
        Assert.Equal(
            ["1m", "256MB", "windows-1252", "true", "0"],
            new[] { "keep-alive", "memory-limit", "encoding", "peer-to-peer", "peer-port" }.Select(key => bot[key]!["default"]!.ToString()));
        Assert.Contains("open-oscar", bot["server-dialect"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(bot["password"]!["default"]);
        Assert.Equal("127.0.0.1:4000", (string)_schema["properties"]!["embedded-server"]!["properties"]!["listen"]!["default"]!);
    }

    [Theory]
    [InlineData("bots.yaml")]
    [InlineData("docs/bots-yaml.md")]
    [InlineData("docs/broadcasts.md")]
    [InlineData("docs/schedules.md")]
    [InlineData("README.md")]
    public void The_shipped_file_and_the_examples_of_the_pages_fit(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name));
        var files = name.EndsWith(".md", StringComparison.Ordinal)
            ? Regex.Matches(text, "```yaml\n(.*?)```", RegexOptions.Singleline).Select(block => block.Groups[1].Value).ToList()
            : [text];

        Assert.NotEmpty(files);
        Assert.All(files, yaml => Assert.Empty(MistakesOf(yaml)));
    }

    [Theory]
    [InlineData("servr: embedded", "servr")]
    [InlineData("bots: [{ name: a, uin: 1 }]", "password")]
    [InlineData("bots: { name: a }", "/bots")]
    [InlineData(Bot + "pasword: q }]", "pasword")]
    [InlineData(Bot + "peer-to-peer: maybe }]", "peer-to-peer")]
    [InlineData(Bot + "peer-port: 65536 }]", "peer-port")]
    [InlineData(Bot + "keep-alive: 60 }]", "keep-alive")]
    [InlineData(Bot + "memory-limit: 256 }]", "memory-limit")]
    [InlineData(Bot + "command-prefix: toolong }]", "command-prefix")]
    [InlineData(Bot + "status: { set: afk } }]", "set")]
    [InlineData(Bot + "status: away }]", "status")]
    [InlineData(Bot + "schedules: 1001 }]", "schedules")]
    [InlineData(Bot + "contacts: [x] }]", "contacts")]
    [InlineData(Bot + "admins: [0] }]", "admins")]
    [InlineData(Bot + "admin-codes: [a] }]", "admin-codes")]
    [InlineData(Bot + "admin-codes: { 1001: [a] } }]", "admin-codes")]
    [InlineData(Bot + "settings: [a] }]", "settings")]
    [InlineData(Bot + "broadcasts: { rate: fast } }]", "rate")]
    [InlineData(Bot + "schedules: [{ name: s, cron: '@daily', broadcast: { to: everybody, text: x } }] }]", "to")]
    [InlineData(Bot + "subscriptions: [{ subscribe: [a] }] }]", "name")]
    [InlineData(Bot + "retransmission: { attempts: 0 } }]", "attempts")]
    [InlineData(Bot + "schedules: [{ name: s, cron: '@daily', send: { to: everybody, text: x } }] }]", "to")]
    public void A_mistake_does_not_fit(string yaml, string at) =>
        Assert.Contains(MistakesOf(yaml), mistake => mistake.Contains(at, StringComparison.Ordinal));

    [Theory]
    [InlineData(Bot + "peer-to-peer: '${A}', peer-port: '${B:-5}', keep-alive: '${C}', contacts: ['${D}'], status: { set: '${E}' } }]")]
    [InlineData("{ x-shared: [1], embedded-server: }")]
    [InlineData("bots: [{ name: a, uin: 1, password: 1234, nick: yes, scripts: scripts, settings: { any: { thing: [1] } } }]")]
    public void What_the_reader_takes_fits(string yaml) => Assert.Empty(MistakesOf(yaml));

    private static List<string> MistakesOf(string yaml) => SchemaChecker.Check(_schema, JsonOf(YamlTree.Read(yaml, new MistakeList("bots.yaml"))!));

    /// <summary>YAML as an editor sees it.</summary>
    private static JsonNode? JsonOf(Node node) => node.Target switch
    {
        TextNode { IsNull: true } => null,
        TextNode { IsPlain: true, Text: "true" or "false" } flag => flag.Text == "true",
        TextNode { IsPlain: true } number when long.TryParse(number.Text, out var value) => value,
        TextNode text => text.Text,
        ListNode list => new JsonArray([.. list.Items.Select(JsonOf)]),
        MappingNode mapping => ObjectOf(mapping),
        _ => throw new NotSupportedException(),
    };

    private static JsonObject ObjectOf(MappingNode mapping)
    {
        var result = new JsonObject();
        foreach (var pair in mapping.Pairs.OrderBy(pair => pair.Key.Text == "<<"))
        {
            if (pair.Key.Text != "<<")
            {
                result[pair.Key.Text] = JsonOf(pair.Value);
                continue;
            }

            foreach (var (key, value) in ObjectOf((MappingNode)pair.Value.Target))
            {
                result.TryAdd(key, value?.DeepClone());
            }
        }

        return result;
    }

    /// <summary>The part of draft-07 that the schema uses.</summary>
    private static class SchemaChecker
    {
        public static List<string> Check(JsonObject schema, JsonNode? value, string at = "") =>
            [.. schema.SelectMany(rule => Check(schema, rule.Key, rule.Value!, value, at))];

        private static IEnumerable<string> Check(JsonObject schema, string rule, JsonNode argument, JsonNode? value, string at)
        {
            var kind = value?.GetValueKind() ?? JsonValueKind.Null;
            return rule switch
            {
                "$schema" or "title" or "description" or "default" => [],
                "type" => No(at, rule, (argument as JsonArray ?? [argument.DeepClone()]).Any(type => IsOf((string)type!, kind))),
                "enum" => No(at, rule, argument.AsArray().Any(word => JsonNode.DeepEquals(word, value))),
                "pattern" => No(at, rule, kind != JsonValueKind.String || Regex.IsMatch((string)value!, (string)argument!)),
                "minLength" => No(at, rule, kind != JsonValueKind.String || ((string)value!).Length >= (int)argument),
                "minimum" => No(at, rule, kind != JsonValueKind.Number || (long)value! >= (long)argument),
                "maximum" => No(at, rule, kind != JsonValueKind.Number || (long)value! <= (long)argument),
                "required" => value is JsonObject o
                    ? argument.AsArray().Where(key => !o.ContainsKey((string)key!)).Select(key => $"{at} lacks {key}")
                    : [],
                "items" => value is JsonArray list ? list.SelectMany((item, i) => Check(argument.AsObject(), item, $"{at}/{i}")) : [],
                "anyOf" => No(at, rule, argument.AsArray().Any(each => Check(each!.AsObject(), value, at).Count == 0)),
                "properties" => value is JsonObject o
                    ? o.Where(each => argument[each.Key] is not null)
                        .SelectMany(each => Check(argument[each.Key]!.AsObject(), each.Value, $"{at}/{each.Key}"))
                    : [],
                "patternProperties" => [],
                "additionalProperties" when argument is JsonObject of => value is JsonObject o
                    ? o.SelectMany(each => Check(of, each.Value, $"{at}/{each.Key}"))
                    : [],
                "additionalProperties" => value is JsonObject o
                    ? o.Where(each => schema["properties"]![each.Key] is null
                            && !schema["patternProperties"]!.AsObject().Any(pattern => Regex.IsMatch(each.Key, pattern.Key)))
                        .Select(each => $"{at}/{each.Key} is unknown")
                    : [],
                _ => throw new NotSupportedException(rule),
            };
        }

        private static bool IsOf(string type, JsonValueKind kind) => type switch
        {
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => kind == JsonValueKind.Number,
            _ => kind.ToString().Equals(type, StringComparison.OrdinalIgnoreCase),
        };

        private static IEnumerable<string> No(string at, string rule, bool holds) => holds ? [] : [$"{at}: {rule}"];
    }
}

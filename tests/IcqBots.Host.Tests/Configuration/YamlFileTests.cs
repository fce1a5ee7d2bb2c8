using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Host.Tests.Configuration;

/// <summary>Types as authors of scripts write them.</summary>
public sealed class YamlFileTests : IDisposable
{
    private readonly BotsYamlFolder _folder = new();

    public enum Mood
    {
        Good,
        VeryBad,
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_with_parameters_gets_values_and_defaults()
    {
        Assert.Equal(new Greeter("Hello", 3, null, Mood.Good, null), Read<Greeter>("text: Hello"));
        Assert.Equal(
            new Greeter("Hello", -5, TimeSpan.FromDays(7), Mood.VeryBad, "x") { Nick = "N" },
            Read<Greeter>("{ text: Hello, max-count: -5, pause: 7d, mood: very-bad, signature: x, nick: N }"));
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var all = Read<Everything>("""
            whole: 9000000000
            real: -2.5
            exact: 0.1
            flag: true
            uin: 1001
            date: 2026-12-31
            time: 9:30
            address: https://example.org/a?b
            maybe: 5
            array: [1, 2]
            texts: [$HOME, "${NOT_EXPANDED}"]
            set: [a, b, a]
            people: { 1001: Ann, 1002: "" }
            groups: { x-ray: [1], b: [] }
            point: { x: 1, y: 2 }
            inner: [{ text: a }, { text: b, max-count: 1 }]
            """);

        Assert.Equal(9_000_000_000, all.Whole);
        Assert.Equal(-2.5, all.Real);
        Assert.Equal(0.1m, all.Exact);
        Assert.True(all.Flag);
        Assert.Equal(new Uin(1001), all.Uin);
        Assert.Equal(new DateOnly(2026, 12, 31), all.Date);
        Assert.Equal(new TimeOnly(9, 30), all.Time);
        Assert.Equal("https://example.org/a?b", all.Address!.ToString());
        Assert.Equal(5, all.Maybe);
        Assert.Equal([1, 2], all.Array);
        Assert.Equal(["$HOME", "${NOT_EXPANDED}"], all.Texts);
        Assert.Equal(["a", "b"], all.Set.Order());
        Assert.Equal("Ann", all.People[1001]);
        Assert.Equal("", all.People[1002]);
        Assert.Equal([1], all.Groups["x-ray"]);
        Assert.Equal(new Point(1, 2), all.Point);
        Assert.Equal([new Greeter("a"), new Greeter("b", 1)], all.Inner);
    }

    [Fact]
    public void The_root_may_be_a_list_or_a_dictionary_or_empty()
    {
        Assert.Equal([new Greeter("a"), new Greeter("b")], Read<IReadOnlyList<Greeter>>("- text: a\n- text: b\n"));
        Assert.Equal("blue", Read<Dictionary<string, string>>("sky: blue")["sky"]);
        Assert.Empty(Read<Greeter[]>("# nothing yet\n"));
        Assert.Empty(Read<IReadOnlyDictionary<string, int>>(""));
        Assert.Equal(0, Read<Everything>("").Whole);
    }

    [Theory]
    [InlineData("max-count: 1", "faq.yaml:1:1: the key \"text\" is missing here")]
    [InlineData("txt: a", "faq.yaml:1:1: unknown key \"txt\"; did you mean \"text\"?")]
    [InlineData("text: a\ncolour: red", "faq.yaml:2:1: unknown key \"colour\"; the keys here are text, max-count, pause, mood, signature, nick")]
    [InlineData("text: a\nmax-count: 1.5", "faq.yaml:2:12: \"1.5\" is not a whole number")]
    [InlineData("text: a\nmax-count: 101", "faq.yaml:2:12: The field max-count must be between -100 and 100.")]
    [InlineData("text: a\nnick: toolong", "faq.yaml:2:7: \"nick\" has five letters at most")]
    [InlineData("text: a\nmood: very_bad", "faq.yaml:2:7: \"very_bad\" is not one of these words (good, very-bad): did you mean \"very-bad\"?")]
    [InlineData("text: refused", "faq.yaml:1:1: not this text")]
    [InlineData("- a", "faq.yaml:1:1: the file takes keys with values; its keys are text, max-count, pause, mood, signature, nick")]
    [InlineData("text: @x", "faq.yaml:1:7: not valid YAML: while scanning for the next token, found character that cannot start any token (a text that begins with @, %, ` or another special character needs quotes)")]
    [InlineData("mood: x\nmax-count: y",
        "faq.yaml:1:1: the key \"text\" is missing here\nfaq.yaml:1:7: \"x\" is not one of these words (good, very-bad)\n"
        + "faq.yaml:2:12: \"y\" is not a whole number")]
    public void Mistakes_have_their_places(string yaml, string mistakes) =>
        Assert.Equal(mistakes, Assert.Throws<FormatException>(() => Read<Greeter>(yaml)).Message);

    [Theory]
    [InlineData("time: 25:00", "\"25:00\" is not a time of day such as 09:30")]
    [InlineData("date: 31.12.2026", "\"31.12.2026\" is not a date such as 2026-12-31")]
    [InlineData("address: /etc", "\"/etc\" is not an address such as https://example.org/")]
    [InlineData("real: NaN", "\"NaN\" is not a number such as 2.5")]
    [InlineData("people: { me: Ann }", "\"me\" is not a UIN (a number from 1 to 2147483646)")]
    [InlineData("people: { 1001: a, 01001: b }", "a key above says the same")]
    [InlineData("people: { a, b }", "a key without a value; inside { } a text with a comma needs quotes, and a key a colon")]
    [InlineData("people: [a]", "\"people\" takes keys with values")]
    [InlineData("point: { x: 1 }", "the key \"y\" is missing here")]
    [InlineData("action: x", "\"action\" has the type Action in the script, which no text in YAML becomes")]
    [InlineData("version: { major: 1 }", "\"version\" has the type Version in the script, which no text in YAML becomes")]
    public void A_value_of_another_kind_is_a_mistake(string yaml, string mistake) =>
        Assert.Contains(": " + mistake, Assert.Throws<FormatException>(() => Read<Everything>(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named_with_its_path() =>
        Assert.Equal(
            $"faq.yaml: there is no such file; the path is {_folder.PathOf("none.yaml")}",
            Assert.Throws<FormatException>(() => YamlFile.Read(_folder.PathOf("none.yaml"), "faq.yaml", typeof(Greeter))).Message);

    private T Read<T>(string yaml)
    {
        File.WriteAllText(_folder.PathOf("faq.yaml"), yaml);
        return (T)YamlFile.Read(_folder.PathOf("faq.yaml"), "faq.yaml", typeof(T));
    }

    public sealed record Greeter(
        string Text, [Range(-100, 100)] int MaxCount = 3, TimeSpan? Pause = null, Mood Mood = Mood.Good, string? Signature = null)
    {
        [MaxLength(5, ErrorMessage = "has five letters at most")]
        public string Nick { get; init; } = "";

        public string Shout => Text.ToUpperInvariant();

        public string Text { get; } = Text != "refused" ? Text : throw new ArgumentException("not this text");
    }

    public readonly record struct Point(int X, int Y);

    public sealed class Everything
    {
        public long Whole { get; init; }

        public double Real { get; set; }

        public decimal Exact { get; init; }

        public bool Flag { get; init; }

        public Uin Uin { get; init; }

        public DateOnly Date { get; init; }

        public TimeOnly? Time { get; init; }

        public Uri? Address { get; init; }

        public int? Maybe { get; init; }

        public int[] Array { get; init; } = [];

        public IReadOnlyList<string> Texts { get; init; } = [];

        public HashSet<string> Set { get; init; } = [];

        public Dictionary<Uin, string> People { get; init; } = [];

        public IReadOnlyDictionary<string, IEnumerable<int>> Groups { get; init; } = new Dictionary<string, IEnumerable<int>>();

        public Point Point { get; init; }

        public List<Greeter> Inner { get; init; } = [];

        public Action? Action { get; init; }

        public Version? Version { get; init; }
    }
}

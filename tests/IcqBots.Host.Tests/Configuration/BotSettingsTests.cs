using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using IcqBots.Host.Configuration;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Tests.Configuration;

public sealed class BotSettingsTests : IDisposable
{
    private readonly BotsYamlFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scripts_share_the_settings_and_each_gets_what_it_asks_for()
    {
        _folder.Environment["GREETING"] = "Hello";
        var settings = SettingsOf("{ text: \"${GREETING}\", cities: [Oslo, Rome], x-note: 1 }");

        Assert.Equal(new Greeter("Hello"), settings.Bind(typeof(Greeter)));
        Assert.Equal(["Oslo", "Rome"], ((Weather)settings.Bind(typeof(Weather))).Cities);
        Assert.Empty(settings.Check([typeof(Greeter), typeof(Weather)]));
    }

    [Fact]
    public void A_key_is_a_mistake_only_if_no_script_has_it()
    {
        var settings = SettingsOf("{ text: Hi, citie: [Oslo], colour: red }");

        Assert.Equal(
            ["6:19: unknown key \"citie\"; did you mean \"cities\"?", "6:34: unknown key \"colour\"; the keys here are text, cities"],
            settings.Check([typeof(Greeter), typeof(Weather), typeof(Greeter)]).Select(_folder.Short));
        Assert.Equal(new Greeter("Hi"), settings.Bind(typeof(Greeter)));
        Assert.DoesNotContain(
            settings.Check([typeof(Dictionary<string, string[]>), typeof(Greeter)]),
            mistake => mistake.Text.StartsWith("unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_no_script_reads_are_mistakes() =>
        Assert.Equal(
            ["6:9: no script of this bot reads settings"], SettingsOf("{ text: Hi, x-note: 1 }").Check([]).Select(_folder.Short));

    [Theory]
    [InlineData("    settings: {}", "5:15: the key \"text\" is missing here")]
    [InlineData("    settings:", "5:14: the key \"text\" is missing here")]
    [InlineData("", "2:5: the key \"text\" is missing here")]
    public void A_required_key_that_is_missing_is_a_mistake_at_the_settings_or_at_the_bot(string line, string mistake)
    {
        var settings = _folder.ReadGood($"bots:\n  - name: a\n    uin: 1\n    password: p\n{line}\n").Bots[0].Settings;

        Assert.Equal([mistake], settings.Check([typeof(Greeter)]).Select(_folder.Short));
        var thrown = Assert.Throws<FormatException>(() => settings.Bind(typeof(Greeter)));
        Assert.EndsWith("bots.yaml:" + mistake, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_the_environment_is_never_shown()
    {
        _folder.Environment["SECRET"] = "hunter2";
        var settings = SettingsOf("{ text: \"${SECRET}\", count: \"${SECRET}\" }");

        var mistakes = settings.Check([typeof(Refusing), typeof(Counting)]).Select(_folder.Short).ToList();

        Assert.Equal(
            [
                "6:7: these values are refused (ArgumentException)",
                "6:35: the value of \"count\" is not a whole number; it comes from the environment and is not shown",
            ],
            mistakes);
    }

    [Fact]
    public void An_unset_variable_is_found_when_the_settings_are_checked() =>
        Assert.Equal(
            ["6:15: the environment variable NOBODY is not set; set it, or write ${NOBODY:-default}"],
            SettingsOf("{ text: \"${NOBODY}\" }").Check([typeof(Greeter)]).Select(_folder.Short));

    [Fact]
    public void Merged_settings_and_aliases_unfold_and_not_without_end()
    {
        var yaml = "x-0: &a0 { x-a: 1, text: Hi }\n"
            + string.Concat(Enumerable.Range(1, 60).Select(i => $"x-{i}: &a{i} {{ <<: [*a{i - 1}, *a{i - 1}] }}\n"))
            + "bots:\n  - { name: a, uin: 1, password: p, settings: *a3 }\n  - { name: b, uin: 2, password: p, settings: *a60 }\n";
        var bots = _folder.ReadGood(yaml).Bots;

        Assert.Equal(new Greeter("Hi"), bots[0].Settings.Bind(typeof(Greeter)));
        Assert.EndsWith(
            ": the file unfolds to more than 1000000 values; use fewer aliases (*) of aliases",
            Assert.Single(bots[1].Settings.Check([typeof(Greeter)])).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Types_of_a_script_are_not_kept()
    {
        var settings = SettingsOf("{ text: Hi, mood: bad, inner: { a: { n: 1 } }, list: [{ n: 2 }] }");

        var context = BindAndUnload(settings);

        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive, "The load context of the script lives on");
    }

    // Not inlined, so that no local of it is left when the caller collects.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference BindAndUnload(BotSettings settings)
    {
        const string source = """
            public enum Mood { Good, Bad }
            public record Inner([property: System.ComponentModel.DataAnnotations.Range(1, 5)] int N);
            public record Mine(string Text, Mood Mood, Dictionary<string, Inner> Inner, List<Inner> List, string? Note = null)
            {
                public int Max { get; init; }
            }
            """;
        var name = $"{Guid.NewGuid()}.csx";
        using var script = new LoadedScript(new ScriptCompiler(".").CompileText(name, source));
        var context = AssemblyLoadContext.All.Single(each => each.Name == name);
        var type = context.Assemblies.Single().GetTypes().Single(each => each.Name == "Mine");
        for (var i = 0; i < 5; i++)
        {
            Assert.Contains("Text = Hi, Mood = Bad", settings.Bind(type).ToString(), StringComparison.Ordinal);
            Assert.Empty(settings.Check([type]));
        }

        return new WeakReference(context);
    }

    private BotSettings SettingsOf(string yaml) =>
        _folder.ReadGood($"bots:\n  - name: a\n    uin: 1\n    password: p\n    settings:\n      {yaml}\n").Bots[0].Settings;

    private sealed record Greeter(string Text);

    private sealed record Weather(IReadOnlyList<string> Cities);

    private sealed record Counting(int Count);

    private sealed record Refusing
    {
        private readonly string _text = "";

        public string Text { get => _text; init => throw new ArgumentException($"{value} is not good enough"); }
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Testing;

namespace IcqBots.Scripting.Tests;

public class DocumentationTests
{
    private static readonly string _page = Read("scripting.md");
    private static readonly string _pageOfTests = Read("testing-scripts.md");

    // What the host alone uses.
    private static readonly Type[] _undocumented =
    [
        typeof(IScriptBot), typeof(IScriptClient), typeof(IScriptEnvironment), typeof(IScriptStore), typeof(IScriptJobs), typeof(ScriptHandlers), typeof(Timetable),
        typeof(ContactChange), typeof(MessageOrigin), typeof(CommandExample), typeof(OutgoingText),
    ];

    // What every record has, and what C# calls by itself.
    private static readonly string[] _unwritten = ["Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "GetEnumerator", "Item"];

    public static TheoryData<Type> Documented { get; } =
    [
        .. typeof(BotScript).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(BotScript).Namespace && !type.IsNested && !_undocumented.Contains(type)),
    ];

    [Theory]
    [MemberData(nameof(Documented))]
    public void Every_member_that_a_script_can_call_has_a_row(Type type)
    {
        var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Except(type == typeof(Incoming) ? [.. _unwritten, nameof(Incoming.Create)] : _unwritten)
            .ToArray();

        Assert.All(members, name => Assert.Matches(new Regex($@"^\| (`[^|]*`, )?`{name}[(`<]", RegexOptions.Multiline), _page));
    }

    [Theory]
    [InlineData(typeof(ScriptTests))]
    [InlineData(typeof(Stage))]
    [InlineData(typeof(Person))]
    [InlineData(typeof(SentText))]
    public void Every_member_that_a_test_can_call_has_a_row(Type type) => Assert.All(
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Except(_unwritten),
        name => Assert.Matches(new Regex($@"^\| (`[^|]*`, )?`{name}[(`<]", RegexOptions.Multiline), _pageOfTests));

    [Fact]
    public void Every_import_is_listed() =>
        Assert.All(ScriptCompiler.Imports, name => Assert.Contains($"`{name}`", _page));

    [Theory]
    [InlineData("docs/scripting.md")]
    [InlineData("docs/schedules.md")]
    [InlineData("README.md")]
    public async Task Every_example_compiles_and_starts(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, page));
        var examples = Regex.Matches(text, "^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups["code"].Value).ToArray();
        Assert.NotEmpty(examples);

        foreach (var example in examples)
        {
            using var script = LoadedScriptTests.Load(example);
            await script.StartAsync(new RecordingBot(), new RecordingEnvironment());
        }
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", page));
}

using System.Runtime.CompilerServices;

namespace IcqBots.Scripting.Testing;

/// <summary>What a file of script tests (<c>*.tests.csx</c>) can call: its members are that file's globals.</summary>
public sealed class ScriptTests
{
    private readonly List<ScriptTestCase> _cases = [];

    internal ScriptTests(string tested) => Tested = tested;

    /// <summary>The tests, in order.</summary>
    internal IReadOnlyList<ScriptTestCase> Cases => _cases;

    /// <summary>The script that is tested, relative to the file with the tests.</summary>
    internal string Tested { get; private set; }

    /// <summary>Names the script that is tested, relative to this file. Without it, <c>x.tests.csx</c> tests <c>x.csx</c>.</summary>
    public void Script(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Tested = path;
    }

    /// <summary>Adds a test; each has a stage, and the script, for itself.</summary>
    public void Test(string name, Func<Stage, Task> test, [CallerLineNumber] int line = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(test);
        _cases.Add(new ScriptTestCase(name, test, line));
    }
}

/// <summary>A test of a script.</summary>
internal sealed record ScriptTestCase(string Name, Func<Stage, Task> Body, int Line);

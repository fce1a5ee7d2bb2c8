namespace IcqBots.Scripting.Testing;

/// <summary>How a test of a script has ended.</summary>
/// <param name="File">The file that has the test, relative to bots.yaml.</param>
/// <param name="Name">The test's name; <c>roll 1 → 1</c> for an example.</param>
/// <param name="Failure">Why it failed, with file and line; null where it passed.</param>
/// <param name="Took">How long it took.</param>
public sealed record ScriptTestResult(string File, string Name, string? Failure, TimeSpan Took);

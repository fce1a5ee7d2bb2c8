namespace IcqBots.Scripting.Testing;

/// <summary>A script did not do what its test expects.</summary>
public sealed class ScriptTestException(string message, Exception? inner = null) : Exception(message, inner);

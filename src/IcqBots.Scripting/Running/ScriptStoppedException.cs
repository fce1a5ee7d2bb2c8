namespace IcqBots.Scripting.Running;

/// <summary>A handler went beyond its limits. It is thrown inside the handler, which cannot go on whatever it catches.</summary>
public sealed class ScriptStoppedException(string message) : Exception(message);

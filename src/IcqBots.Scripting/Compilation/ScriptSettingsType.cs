namespace IcqBots.Scripting.Compilation;

/// <summary>A type that a script asks its settings for.</summary>
/// <param name="Name">The type, as <see cref="Type.GetType(string)"/> takes it.</param>
/// <param name="Place">The call, as <c>scripts/echo.csx:3:12</c>.</param>
internal sealed record ScriptSettingsType(string Name, string Place);

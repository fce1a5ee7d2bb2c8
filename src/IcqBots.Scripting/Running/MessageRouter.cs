namespace IcqBots.Scripting.Running;

/// <summary>Decides which handlers of a bot's scripts a text message is for.</summary>
public static class MessageRouter
{
    /// <summary>
    /// What to run, in order: the command that the message is, or the list of commands that it asks for, else every OnMessage whose pattern
    /// fits. Called on the bot's script thread.
    /// </summary>
    public static IReadOnlyList<HandlerRun> Route(IReadOnlyList<ScriptInstance> scripts, IScriptBot bot, IncomingMessage message) =>
        [.. scripts.SelectMany(script => script.Handlers.For(message))];
}

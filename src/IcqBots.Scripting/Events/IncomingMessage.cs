namespace IcqBots.Scripting;

/// <summary>A text that a person wrote.</summary>
public sealed class IncomingMessage : Incoming
{
    /// <summary>Made by the host for each text that arrives.</summary>
    public IncomingMessage(IScriptBot bot, MessageOrigin origin, string text)
        : base(bot, origin) => Text = text;

    /// <summary>The text, with LF line ends.</summary>
    public string Text { get; }
}

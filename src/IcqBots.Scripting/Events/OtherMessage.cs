namespace IcqBots.Scripting;

/// <summary>A message of a type that has no event of its own.</summary>
public sealed class OtherMessage : Incoming
{
    internal OtherMessage(IScriptBot bot, MessageOrigin origin, string text)
        : base(bot, origin) => Text = text;

    /// <summary>The text as it came, with LF line ends.</summary>
    public string Text { get; }
}

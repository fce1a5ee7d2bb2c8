using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>Somebody refuses to be added to the bot's contact list.</summary>
public sealed class AuthorizationDenied : Incoming
{
    private readonly AuthorizationDeniedMessage _content;

    internal AuthorizationDenied(IScriptBot bot, MessageOrigin origin, AuthorizationDeniedMessage content)
        : base(bot, origin) => _content = content;

    /// <summary>Why; may be empty.</summary>
    public string Reason => _content.Reason;
}

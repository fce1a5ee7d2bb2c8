namespace IcqBots.Scripting;

/// <summary>Somebody allows the bot to add them to its contact list.</summary>
public sealed class AuthorizationGranted : Incoming
{
    internal AuthorizationGranted(IScriptBot bot, MessageOrigin origin)
        : base(bot, origin)
    {
    }
}

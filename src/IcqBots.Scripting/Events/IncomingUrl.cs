using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>A web address that somebody has sent.</summary>
public sealed class IncomingUrl : Incoming
{
    private readonly UrlMessage _content;

    internal IncomingUrl(IScriptBot bot, MessageOrigin origin, UrlMessage content)
        : base(bot, origin) => _content = content;

    /// <summary>What the sender says about it; may be empty.</summary>
    public string Description => _content.Description;

    /// <summary>The address as it came; nobody has checked it.</summary>
    public string Address => _content.Address;
}

using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>Somebody has added the bot to a contact list.</summary>
public sealed class Added : Incoming
{
    private readonly YouWereAddedMessage _content;

    internal Added(IScriptBot bot, MessageOrigin origin, YouWereAddedMessage content)
        : base(bot, origin) => _content = content;

    /// <summary>Who has added the bot, as the server tells.</summary>
    public UserInfo Person => _content.Person;
}

using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>Contacts that somebody recommends.</summary>
public sealed class IncomingContacts : Incoming
{
    private readonly ContactListMessage _content;

    internal IncomingContacts(IScriptBot bot, MessageOrigin origin, ContactListMessage content)
        : base(bot, origin) => _content = content;

    /// <summary>The contacts, each with its <c>Uin</c> and <c>Nick</c>.</summary>
    public IReadOnlyList<ListedContact> Contacts => _content.Contacts;
}

using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Protocol.Messages;

namespace IcqBots.Server.Handlers;

/// <summary>
/// The contact, visible and invisible lists of a session. They may come in any order, in several chunks, or not at all; chunks add up, and
/// nothing leaves a list before the session ends.
/// </summary>
internal sealed class ListHandler(PresenceHandler presence, MessageHandler messages, AccountDirectory accounts)
{
    /// <summary>CONTACT_LIST: those of the chunk who are online, then 021C; mICQ shows its list only then.</summary>
    public void OnContactList(ServerSession session, ContactListPacket packet)
    {
        Add(session.Contacts, packet.Contacts);
        foreach (var contact in packet.Contacts.Distinct())
        {
            presence.Show(session, contact);
        }

        session.Send(new ContactListDonePacket(session.Uin));
    }

    /// <summary>Visible list: whoever sees the user by it is told.</summary>
    public void OnVisibleList(ServerSession session, VisibleListPacket packet)
    {
        Add(session.VisibleTo, packet.Contacts);
        presence.TellOf(session.Uin, packet.Contacts);
    }

    /// <summary>Invisible list: whoever sees the user no more is told that it is offline.</summary>
    public void OnInvisibleList(ServerSession session, InvisibleListPacket packet)
    {
        Add(session.InvisibleTo, packet.Contacts);
        presence.TellOf(session.Uin, packet.Contacts);
    }

    /// <summary>
    /// ADD_TO_LIST, before the acknowledgement: the first time in a session that user gets "you were added", as from the original server.
    /// </summary>
    /// <exception cref="IOException">The message cannot be stored.</exception>
    public void TellOfAdding(ServerSession session, AddToListPacket packet)
    {
        if (packet.Uin != session.Uin && accounts.Find(packet.Uin) is not null && accounts.ProfileOf(session.Uin) is { } profile
            && session.ToldOfAdding.Count < ServerSession.MaxListed && !session.ToldOfAdding.Contains(packet.Uin))
        {
            var text = new YouWereAddedMessage(profile.Info).ToText(WireText.Latin1);
            messages.TryPassOn(session, packet.Uin, MessageType.YouWereAdded, text);
            session.ToldOfAdding.Add(packet.Uin);
        }
    }

    /// <summary>ADD_TO_LIST, after the acknowledgement: the contact's presence.</summary>
    public void OnAddToList(ServerSession session, AddToListPacket packet)
    {
        Add(session.Contacts, [packet.Uin]);
        presence.Show(session, packet.Uin);
    }

    private static void Add(HashSet<Uin> list, IReadOnlyList<Uin> chunk)
    {
        foreach (var uin in chunk)
        {
            if (list.Count < ServerSession.MaxListed)
            {
                list.Add(uin);
            }
        }
    }
}

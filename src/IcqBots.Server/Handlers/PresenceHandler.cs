using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Handlers;

/// <summary>Contact lists, status changes, and who is told of them.</summary>
internal sealed class PresenceHandler(SessionTable sessions)
{
    /// <summary>CONTACT_LIST: chunks add up, each is answered with those who are online and 021C; mICQ shows its list only then.</summary>
    public void OnContactList(ServerSession session, ContactListPacket packet)
    {
        session.Contacts.UnionWith(packet.Contacts.Take(ServerSession.MaxContacts - session.Contacts.Count));
        foreach (var contact in packet.Contacts.Distinct())
        {
            if (sessions.Find(contact) is { IsVisible: true } online)
            {
                session.Send(online.DescribeOnlineTo(session));
            }
        }

        session.Send(new ContactListDonePacket(session.Uin));
    }

    /// <summary>
    /// STATUS_CHANGE: becoming invisible looks like logging off, and the other way round. One that was overtaken by a later one on the
    /// way does nothing.
    /// </summary>
    public void OnStatusChange(ServerSession session, StatusChangePacket packet, ushort sequence)
    {
        if (session.StatusSequence is { } latest && (short)(sequence - latest) < 0)
        {
            return;
        }

        session.StatusSequence = sequence;
        var wasVisible = session.IsVisible;
        session.Status = packet.Status;
        switch (wasVisible, session.IsVisible)
        {
            case (true, true):
                Tell(session, _ => new StatusUpdatePacket(session.Uin, session.Status));
                break;
            case (true, false):
                Tell(session, _ => new UserOfflinePacket(session.Uin));
                break;
            case (false, true):
                Tell(session, session.DescribeOnlineTo);
                break;
        }
    }

    /// <summary>The user has logged in.</summary>
    public void OnOnline(ServerSession session)
    {
        if (session.IsVisible)
        {
            Tell(session, session.DescribeOnlineTo);
        }
    }

    /// <summary>The user's session is over.</summary>
    public void OnOffline(ServerSession session)
    {
        if (session.IsVisible)
        {
            Tell(session, _ => new UserOfflinePacket(session.Uin));
        }
    }

    private void Tell(ServerSession about, Func<ServerSession, ServerPacket> packetFor)
    {
        foreach (var session in sessions.All.Where(session => session != about && session.Contacts.Contains(about.Uin)).ToArray())
        {
            session.Send(packetFor(session));
        }
    }
}

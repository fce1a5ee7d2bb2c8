using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Handlers;

/// <summary>
/// Who is told that whom is online, and in which status. Whatever happened, what a client was told last of a contact is compared with what it
/// may see now, and the difference is sent; one packet about a contact is under way at a time, so that they cannot overtake each other.
/// </summary>
internal sealed class PresenceHandler(SessionTable sessions)
{
    /// <summary>
    /// STATUS_CHANGE: becoming invisible looks like logging off, and the other way round, to all who are not on the visible list. One that was
    /// overtaken by a later one on the way does nothing.
    /// </summary>
    public void OnStatusChange(ServerSession session, StatusChangePacket packet, ushort sequence)
    {
        if (session.StatusSequence is { } latest && (short)(sequence - latest) < 0)
        {
            return;
        }

        session.StatusSequence = sequence;
        session.Status = packet.Status;
        TellOf(session.Uin);
    }

    /// <summary>The user has logged in or off, or has another status: all who list it are told, as far as they may see it.</summary>
    public void TellOf(Uin user)
    {
        foreach (var watcher in sessions.All.Where(watcher => watcher.Contacts.Contains(user)).ToArray())
        {
            Tell(watcher, user);
        }
    }

    /// <summary>The same for some of them only.</summary>
    public void TellOf(Uin user, IEnumerable<Uin> watchers)
    {
        foreach (var watcher in watchers.Distinct().Select(sessions.Find))
        {
            if (watcher is not null && watcher.Contacts.Contains(user))
            {
                Tell(watcher, user);
            }
        }
    }

    /// <summary>Tells a client that a contact on its list is online, if it is, even if it was told before.</summary>
    public void Show(ServerSession watcher, Uin contact)
    {
        if (watcher.Contacts.Contains(contact) && Seen(watcher, contact) is { } seen
            && watcher.Told.GetValueOrDefault(contact) is not { UnderWay: true })
        {
            Send(watcher, contact, seen, seen.DescribeOnlineTo(watcher));
        }
    }

    private void Tell(ServerSession watcher, Uin contact)
    {
        // What is under way is compared again when it has arrived. Clients know their own status.
        var told = watcher.Told.GetValueOrDefault(contact);
        if (told is { UnderWay: true } || watcher.Uin == contact)
        {
            return;
        }

        var seen = Seen(watcher, contact);
        if (seen is null)
        {
            if (told is not null)
            {
                Send(watcher, contact, null, new UserOfflinePacket(contact));
            }
        }
        else if (told?.Session != seen)
        {
            Send(watcher, contact, seen, seen.DescribeOnlineTo(watcher));
        }
        else if (told.Status != seen.Status)
        {
            Send(watcher, contact, seen, new StatusUpdatePacket(contact, seen.Status));
        }
    }

    private void Send(ServerSession watcher, Uin contact, ServerSession? seen, ServerPacket packet)
    {
        var told = new ToldPresence(seen, seen?.Status ?? OnlineStatus.Offline, UnderWay: true);
        watcher.Told[contact] = told;
        watcher.Send(packet, _ =>
        {
            if (seen is null)
            {
                watcher.Told.Remove(contact);
            }
            else
            {
                watcher.Told[contact] = told with { UnderWay = false };
            }

            if (sessions.Find(watcher.Uin) == watcher)
            {
                Tell(watcher, contact);
            }
        });
    }

    /// <summary>The contact's session, if the watcher may see that it is there.</summary>
    private ServerSession? Seen(ServerSession watcher, Uin contact) =>
        sessions.Find(contact) is { } session && session.IsVisibleTo(watcher.Uin) ? session : null;
}

using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>What one session hears of its contacts' presence, and whom it tells. Guarded by the session's lock.</summary>
/// <param name="contacts">The contact list, which outlives the session.</param>
/// <param name="report">Takes a change.</param>
/// <param name="settleTime">How long after the end of the first list a USER_ONLINE that was lost may yet come.</param>
/// <param name="time">The clock.</param>
internal sealed class PresenceFeed(
    ContactDirectory contacts, Action<ContactChanged> report, TimeSpan settleTime, TimeProvider time)
{
    /// <summary>When <see cref="OnTick"/> has something to do.</summary>
    public long NextTick { get; private set; } = long.MaxValue;

    /// <summary>Takes USER_ONLINE, USER_OFFLINE or STATUS_UPDATE, which may come several times for one event.</summary>
    public void Take(ServerPacket packet, ushort sequence)
    {
        switch (packet)
        {
            case UserOnlinePacket online when !contacts.IsOutdated(online.Uin, sequence):
                Report(contacts.SetOnline(online));
                break;
            case UserOfflinePacket offline when !contacts.IsOutdated(offline.Uin, sequence):
                Report(contacts.SetOffline(offline.Uin));
                break;
            case StatusUpdatePacket update when !contacts.IsOutdated(update.Uin, sequence):
                Report(contacts.SetStatus(update.Uin, update.Status));
                break;
        }
    }

    /// <summary>The server has told who is online, or does not tell.</summary>
    public void EndInitialList()
    {
        contacts.EndInitialList();
        NextTick = time.TimestampIn(settleTime);
    }

    /// <summary>Those who were online in the session before, and of whom this one has not heard, have gone.</summary>
    public void OnTick()
    {
        if (time.GetTimestamp() >= NextTick)
        {
            NextTick = long.MaxValue;
            foreach (var change in contacts.SettleUnconfirmed())
            {
                Report(change);
            }
        }
    }

    private void Report(ContactChanged? change)
    {
        if (change is not null)
        {
            report(change);
        }
    }
}

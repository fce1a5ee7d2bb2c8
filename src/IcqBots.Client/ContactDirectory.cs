using System.Collections.Immutable;
using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client;

/// <summary>
/// Who is on the contact list and how the server last saw them. A change is reported only when the state before it is known: people
/// who are online already when a bot starts have not "come online", and those who stay online during a reconnect neither. Presence is
/// written by one session at a time under its lock; contacts are added and removed, and everything is read, from anywhere.
/// </summary>
internal sealed class ContactDirectory(IEnumerable<Uin> contacts)
{
    private readonly Lock _adding = new();
    private readonly HashSet<Uin> _unknown = [.. contacts];
    private readonly HashSet<Uin> _unconfirmed = [];
    private readonly Dictionary<Uin, ushort> _told = [];
    private ImmutableDictionary<Uin, ContactPresence> _contacts =
        contacts.Distinct().ToImmutableDictionary(uin => uin, uin => new ContactPresence(uin, OnlineStatus.Offline, null));

    /// <summary>The UINs of all contacts, in the order in which they were added.</summary>
    public ImmutableList<Uin> Uins { get; private set; } = [.. contacts.Distinct()];

    /// <summary>All contacts.</summary>
    public IReadOnlyCollection<ContactPresence> All => [.. _contacts.Values.OrderBy(contact => contact.Uin.Value)];

    /// <summary>What is known about a UIN; null for strangers.</summary>
    public ContactPresence? Find(Uin uin) => _contacts.GetValueOrDefault(uin);

    /// <summary>Adds a contact of whom nothing is known; false when it is there already.</summary>
    public bool Add(Uin uin)
    {
        lock (_adding)
        {
            if (!ImmutableInterlocked.TryAdd(ref _contacts, uin, new ContactPresence(uin, OnlineStatus.Offline, null)))
            {
                return false;
            }

            Uins = Uins.Add(uin);
            return true;
        }
    }

    /// <summary>Takes a contact off; what the server tells of it from now on is a stranger's. False when it is not there.</summary>
    public bool Remove(Uin uin)
    {
        lock (_adding)
        {
            Uins = Uins.Remove(uin);
            return ImmutableInterlocked.TryRemove(ref _contacts, uin, out _);
        }
    }

    /// <summary>
    /// A new session begins: what was known has to be confirmed. Addresses are forgotten at once, since somebody else may have them by now.
    /// </summary>
    public void BeginSession()
    {
        _told.Clear();
        ImmutableInterlocked.Update(ref _contacts, all => all.SetItems(
            all.Select(contact => KeyValuePair.Create(contact.Key, contact.Value with { PeerEndPoint = null, Address = null }))));
        _unconfirmed.Clear();
        _unconfirmed.UnionWith(_contacts.Values.Where(contact => contact.Status != OnlineStatus.Offline).Select(contact => contact.Uin));
    }

    /// <summary>The server has told everybody who is online (021C): those of whom nothing was ever heard are offline.</summary>
    public void EndInitialList() => _unknown.Clear();

    /// <summary>Those who were online in the session before, and of whom this one has not heard, have gone.</summary>
    public IReadOnlyList<ContactChanged> SettleUnconfirmed() =>
        [.. _unconfirmed.ToArray().Select(uin => Set(uin, OnlineStatus.Offline, null)).OfType<ContactChanged>()];

    /// <summary>
    /// True when the server has told something newer about the contact: its packets overtake each other, and a late USER_ONLINE must
    /// not undo USER_OFFLINE. Else notes the packet's number.
    /// </summary>
    public bool IsOutdated(Uin uin, ushort sequence)
    {
        if (_told.TryGetValue(uin, out var latest) && (short)(sequence - latest) < 0)
        {
            return true;
        }

        if (Find(uin) is not null)
        {
            _told[uin] = sequence;
        }

        return false;
    }

    /// <summary>Takes USER_ONLINE; the change, if it is one to report.</summary>
    public ContactChanged? SetOnline(UserOnlinePacket online)
    {
        // Open OSCAR Server puts other things into the upper half of the status, and never tells an address.
        var status = ((OnlineStatus)((uint)online.Status & 0xFFFF)).Shown;
        var reachable = online.ConnectionType == ConnectionType.Direct && online.Port is > 0 and <= 65_535
            && !online.Address.Equals(IPAddress.Any);
        var endPoint = reachable ? new IPEndPoint(online.Address, (int)online.Port) : null;
        return Set(online.Uin, status, endPoint, online.Address.Equals(IPAddress.Any) ? null : online.Address);
    }

    /// <summary>Takes STATUS_UPDATE; the change, if it is one to report.</summary>
    public ContactChanged? SetStatus(Uin uin, OnlineStatus status) => Set(uin, status.Shown, Find(uin)?.PeerEndPoint, Find(uin)?.Address);

    /// <summary>Takes USER_OFFLINE; the change, if it is one to report.</summary>
    public ContactChanged? SetOffline(Uin uin) => Set(uin, OnlineStatus.Offline, null);

    private ContactChanged? Set(Uin uin, OnlineStatus status, IPEndPoint? peerEndPoint, IPAddress? address = null)
    {
        if (Find(uin) is not { } before)
        {
            return null;
        }

        ImmutableInterlocked.Update(
            ref _contacts, (all, presence) => all.ContainsKey(uin) ? all.SetItem(uin, presence) : all, new ContactPresence(uin, status, peerEndPoint, address));
        _unconfirmed.Remove(uin);
        return _unknown.Remove(uin) || before.Status == status ? null : new ContactChanged(uin, before.Status, status);
    }
}

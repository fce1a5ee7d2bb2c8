using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Server;

/// <summary>A logged-in user: where it is, what it told at login, whose presence it wants to know, and the link to it.</summary>
internal sealed class ServerSession(IPEndPoint endPoint, Uin uin, LoginPacket login, ReliableLink link)
{
    /// <summary>Where its datagrams come from. The address in LOGIN is not believed.</summary>
    public IPEndPoint EndPoint => endPoint;

    public Uin Uin => uin;

    public LoginPacket Login => login;

    public ReliableLink Link => link;

    /// <summary>The status word as the client sent it last, flags included.</summary>
    public OnlineStatus Status { get; set; } = login.Status;

    /// <summary>The most UINs that any one of its lists holds.</summary>
    public const int MaxListed = 4096;

    /// <summary>Whose presence it wants to know; chunks of the list add up.</summary>
    public HashSet<Uin> Contacts { get; } = [];

    /// <summary>Who sees it also while it is invisible.</summary>
    public HashSet<Uin> VisibleTo { get; } = [];

    /// <summary>Who never sees it.</summary>
    public HashSet<Uin> InvisibleTo { get; } = [];

    /// <summary>Who has been told that this user added them to its list.</summary>
    public HashSet<Uin> ToldOfAdding { get; } = [];

    /// <summary>What it was told last of the contacts that it sees, and of those about whom a packet is under way.</summary>
    public Dictionary<Uin, ToldPresence> Told { get; } = [];

    /// <summary>Timestamp of its last datagram.</summary>
    public long LastHeard { get; set; }

    /// <summary>The datagram that began the session, to recognize copies of it.</summary>
    public required byte[] LoginDatagram { get; init; }

    /// <summary>What may be sent to the client as long as its address may be forged.</summary>
    public required ReplyAllowance Allowance { get; init; }

    /// <summary>The answer to it.</summary>
    public ReadOnlyMemory<byte> LoginReply { get; set; }

    /// <summary>Timestamp of the client's acknowledgement of that answer; null before it.</summary>
    public long? LoginAcknowledged { get; set; }

    /// <summary>When it took the UIN over from a session at another end point, as a timestamp; null: it did not.</summary>
    public long? TookOverAt { get; init; }

    /// <summary>Where the UIN was logged in before and is not told so again, so that two clients do not throw each other out for ever.</summary>
    public IReadOnlyList<IPEndPoint> Silenced { get; init; } = [];

    /// <summary>Answers that wait for their time.</summary>
    public int DelayedAnswers { get; set; }

    /// <summary>
    /// False while so much is under way to the client that it must acknowledge some of it first: its requests are not taken then, and it sends
    /// them again.
    /// </summary>
    public bool TakesRequests => link.Unacknowledged + DelayedAnswers < 2 * MaxListed;

    /// <summary>
    /// The messages in the store that are under way in this session, or have arrived and wait for the client's CMD_X1: true once they
    /// have been acknowledged.
    /// </summary>
    public Dictionary<long, bool> SentStored { get; } = [];

    /// <summary>
    /// Messages of each sender that wait for the one before them to arrive: one is under way at a time, so that they stay in order and
    /// one sender cannot fill the link. An entry is there while one is under way.
    /// </summary>
    public Dictionary<Uin, Queue<WaitingMessage>> MessagesBehind { get; } = [];

    /// <summary>Whose messages stay in the store until the client asks for those, since earlier ones are there; null: not looked up yet.</summary>
    public HashSet<Uin>? HeldBack { get; set; }

    /// <summary>Messages for which the client has asked, and which are not under way yet.</summary>
    public int FetchedWaiting { get; set; }

    /// <summary>True when the client has asked for stored messages and was not told yet that there are no more.</summary>
    public bool AwaitsDone { get; set; }

    /// <summary>Number of the latest STATUS_CHANGE.</summary>
    public ushort? StatusSequence { get; set; }

    /// <summary>True after the client said that its stored messages can be deleted.</summary>
    public bool DeletesStored { get; set; }

    /// <summary>True when that user may see that this one is online.</summary>
    public bool IsVisibleTo(Uin other) => !InvisibleTo.Contains(other) && (!Status.IsInvisible || VisibleTo.Contains(other));

    /// <summary>Sends a packet until it is acknowledged; see <see cref="ReliableLink.Send"/>.</summary>
    public void Send(ServerPacket packet, Action<bool>? onSettled = null, bool isTenacious = false) =>
        link.Send(sequence => new ServerDatagram(sequence, packet).ToArray(WireText.Latin1.Encoding), onSettled, isTenacious: isTenacious);

    /// <summary>USER_ONLINE about this user, with a real address only when <paramref name="receiver"/> can connect to it.</summary>
    public UserOnlinePacket DescribeOnlineTo(ServerSession receiver)
    {
        // mICQ adds 0x1000 to its port and icqlib swaps its bytes; such a port leads nowhere. So does a loopback address on another machine.
        var direct = login.ConnectionType == ConnectionType.Direct && login.Port is > 0 and <= 65_535
            && (!IPAddress.IsLoopback(endPoint.Address) || IPAddress.IsLoopback(receiver.EndPoint.Address));
        return new UserOnlinePacket(
            uin,
            direct ? endPoint.Address : IPAddress.Any,
            direct ? login.Port : 0,
            direct ? RealAddress() : IPAddress.Any,
            direct ? ConnectionType.Direct : ConnectionType.ServerOnly,
            Status,
            login.PeerVersion);
    }

    /// <summary>The address that the client claims, unless it is none, or the one we see written backwards as mICQ does.</summary>
    private IPAddress RealAddress()
    {
        var seen = endPoint.Address.GetAddressBytes();
        return login.Address.Equals(IPAddress.Any) || login.Address.GetAddressBytes().AsEnumerable().Reverse().SequenceEqual(seen)
            ? endPoint.Address
            : login.Address;
    }
}

/// <summary>A message for the client of a session, which is in the store.</summary>
/// <param name="Stored">The message.</param>
/// <param name="IsFetched">Whether the client has asked for what is stored, and says itself when it can be deleted.</param>
internal sealed record WaitingMessage(StoredMessage Stored, bool IsFetched);

/// <summary>What a client was told last of a contact.</summary>
/// <param name="Session">The contact's session; null: it is offline.</param>
/// <param name="Status">The status word that it has there.</param>
/// <param name="UnderWay">True until the client has acknowledged it.</param>
internal sealed record ToldPresence(ServerSession? Session, OnlineStatus Status, bool UnderWay);

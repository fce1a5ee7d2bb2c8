using System.Net;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client;

/// <summary>
/// Which dialect a server speaks: told in advance, or found out. LOGIN_REPLY of Open OSCAR Server looks like that of the original server,
/// so that another one is a sign of its own, and that one leaves the question open until the first USER_ONLINE, in which the layouts
/// differ. While the question is open, the server is treated as carefully as Open OSCAR Server.
/// </summary>
internal sealed class ServerNature(ServerDialect? told)
{
    // Open OSCAR Server has a version where others have the last half of REMOTE_REAL_IP.
    private static readonly IPAddress VersionAsAddress = IPAddress.Parse("0.0.3.0");

    /// <summary>The dialect; null while nobody knows.</summary>
    public ServerDialect? Dialect { get; private set; } = told;

    /// <summary>True when the server filters duplicates and repeats its answers.</summary>
    public bool IsRobust => Dialect == ServerDialect.Mirabilis;

    /// <summary>
    /// How long to wait before a packet is sent a second time: a server that delivers a message twice when it comes twice is given
    /// <paramref name="careful"/>; null: as usual.
    /// </summary>
    public TimeSpan? FirstWaitOf(ClientPacket packet, TimeSpan careful) =>
        packet is SendMessagePacket or MessageToNewUserPacket && !IsRobust ? careful : null;

    /// <summary>Takes the answer to LOGIN.</summary>
    public void Observe(LoginReplyPacket reply)
    {
        if (!reply.Tail.Span.SequenceEqual(LoginReplyPacket.CapturedTail.Span))
        {
            Dialect ??= ServerDialect.Mirabilis;
        }
    }

    /// <summary>Takes a contact's presence.</summary>
    public void Observe(UserOnlinePacket online) =>
        Dialect ??= online.Port == 0 && online.Address.Equals(IPAddress.Any) && online.RealAddress.Equals(VersionAsAddress)
            ? ServerDialect.OpenOscar
            : ServerDialect.Mirabilis;
}

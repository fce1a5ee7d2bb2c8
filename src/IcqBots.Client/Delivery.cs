using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>Which way a message shall take.</summary>
public enum MessageRoute
{
    /// <summary>Directly if the receiver can be reached, else through the server.</summary>
    Any,

    /// <summary>Through the server.</summary>
    Server,

    /// <summary>Directly, or not at all.</summary>
    Peer,
}

/// <summary>What became of a message.</summary>
/// <param name="Path">The way that it took.</param>
/// <param name="ReceiverStatus">The status that the receiver's program answered with; online where the server took the message.</param>
/// <param name="AwayMessage">The away message in the acknowledgement of a peer, else an empty text.</param>
public sealed record Delivery(MessagePath Path, OnlineStatus ReceiverStatus, string AwayMessage)
{
    /// <summary>What the acknowledgement of a peer tells.</summary>
    internal static Delivery Of(ChannelAckFrame answer) => new(
        MessagePath.Peer,
        answer.Status switch
        {
            ChannelStatus.Away => OnlineStatus.Away,
            ChannelStatus.NotAvailable => OnlineStatus.NotAvailable,
            ChannelStatus.Occupied => OnlineStatus.Occupied,
            ChannelStatus.DoNotDisturb => OnlineStatus.DoNotDisturb,
            _ => OnlineStatus.Online,
        },
        WireText.FromWire(answer.Text));
}

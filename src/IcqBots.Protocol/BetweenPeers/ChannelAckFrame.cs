namespace IcqBots.Protocol.BetweenPeers;

/// <summary>The acknowledgement of a CHANNEL_MESSAGE (07DA). It carries the away message of a receiver who is not online.</summary>
/// <remarks>The layout is that of <see cref="ChannelFrame"/>.</remarks>
public sealed record ChannelAckFrame : ChannelFrame
{
    /// <summary>A frame whose fields have their defaults.</summary>
    public ChannelAckFrame()
        : base(PeerCommand.Ack)
    {
    }

    internal ChannelAckFrame(Uin from, ushort version, ref PacketReader reader)
        : base(PeerCommand.Ack, from, version, ref reader)
    {
    }
}

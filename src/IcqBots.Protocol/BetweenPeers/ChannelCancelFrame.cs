namespace IcqBots.Protocol.BetweenPeers;

/// <summary>Withdraws a chat or file request (07D0); repeats its type and sequence number.</summary>
/// <remarks>The layout is that of <see cref="ChannelFrame"/>.</remarks>
public sealed record ChannelCancelFrame : ChannelFrame
{
    /// <summary>A frame whose fields have their defaults.</summary>
    public ChannelCancelFrame()
        : base(PeerCommand.Cancel)
    {
    }

    internal ChannelCancelFrame(Uin from, ushort version, ref PacketReader reader)
        : base(PeerCommand.Cancel, from, version, ref reader)
    {
    }
}

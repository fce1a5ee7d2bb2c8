namespace IcqBots.Protocol.BetweenPeers;

/// <summary>CHANNEL_MESSAGE (07EE): a message, or a request. Every one is answered with a ChannelAckFrame.</summary>
/// <remarks>The layout is that of <see cref="ChannelFrame"/>.</remarks>
public sealed record ChannelMessageFrame : ChannelFrame
{
    /// <summary>A frame whose fields have their defaults.</summary>
    public ChannelMessageFrame()
        : base(PeerCommand.Message)
    {
    }

    internal ChannelMessageFrame(Uin from, ushort version, ref PacketReader reader)
        : base(PeerCommand.Message, from, version, ref reader)
    {
    }
}

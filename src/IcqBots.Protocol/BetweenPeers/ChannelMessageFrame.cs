namespace IcqBots.Protocol.BetweenPeers;

/// <summary>CHANNEL_MESSAGE (07EE): a message, or a request. Every one is answered with a ChannelAckFrame.</summary>
/// <remarks>The layout is that of <see cref="ChannelFrame"/>.</remarks>
public sealed record ChannelMessageFrame() : ChannelFrame(PeerCommand.Message);

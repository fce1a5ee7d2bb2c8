namespace IcqBots.Protocol.BetweenPeers;

/// <summary>The acknowledgement of a CHANNEL_MESSAGE (07DA). It carries the away message of a receiver who is not online.</summary>
/// <remarks>The layout is that of <see cref="ChannelFrame"/>.</remarks>
public sealed record ChannelAckFrame() : ChannelFrame(PeerCommand.Ack);

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>Withdraws a chat or file request (07D0); repeats its type and sequence number.</summary>
/// <remarks>The layout is that of <see cref="ChannelFrame"/>.</remarks>
public sealed record ChannelCancelFrame() : ChannelFrame(PeerCommand.Cancel);

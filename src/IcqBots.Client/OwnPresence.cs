using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>The identity's own status and the away message that goes with it.</summary>
internal sealed record OwnPresence(OnlineStatus Status, string AwayMessage)
{
    /// <summary>The flag that goes with the status in a message.</summary>
    public ChannelCommandType CommandType => Status.Shown switch
    {
        OnlineStatus.Away => ChannelCommandType.Away,
        OnlineStatus.Occupied => ChannelCommandType.Occupied,
        OnlineStatus.NotAvailable => ChannelCommandType.NotAvailable,
        OnlineStatus.DoNotDisturb => ChannelCommandType.DoNotDisturb,
        _ => ChannelCommandType.None,
    } | (Status.IsInvisible ? ChannelCommandType.Invisible : ChannelCommandType.None);
}

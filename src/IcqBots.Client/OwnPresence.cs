using IcqBots.Protocol;

namespace IcqBots.Client;

/// <summary>The identity's own status and the away message that goes with it.</summary>
internal sealed record OwnPresence(OnlineStatus Status, string AwayMessage);

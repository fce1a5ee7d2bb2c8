using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>The statuses that have a message of their own.</summary>
public enum AwayStatus : uint
{
    /// <summary>Away for a while.</summary>
    Away = OnlineStatus.Away,

    /// <summary>Away for long.</summary>
    NotAvailable = OnlineStatus.NotAvailable,

    /// <summary>Urgent messages only.</summary>
    Occupied = OnlineStatus.Occupied,

    /// <summary>No messages.</summary>
    DoNotDisturb = OnlineStatus.DoNotDisturb,

    /// <summary>Free for chat: its message is only for those who read it.</summary>
    FreeForChat = OnlineStatus.FreeForChat,
}

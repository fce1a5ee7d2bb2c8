namespace IcqBots.Protocol;

/// <summary>
/// The STATUS word, 4 bytes on the wire. The names are the values that clients send; a received word may carry other bits,
/// which <see cref="OnlineStatusWord"/> reads.
/// </summary>
public enum OnlineStatus : uint
{
    /// <summary>Online, and nothing special.</summary>
    Online = 0x0000,

    /// <summary>Away for a while.</summary>
    Away = 0x0001,

    /// <summary>Not available: away for long (N/A). The away bit is set too, as ICQ98 sends it.</summary>
    NotAvailable = 0x0005,

    /// <summary>Occupied: urgent messages only. The specification calls this value "DND"; clients show "occupied".</summary>
    Occupied = 0x0011,

    /// <summary>Do not disturb (DND), as ICQ98 sends it.</summary>
    DoNotDisturb = 0x0013,

    /// <summary>Free for chat.</summary>
    FreeForChat = 0x0020,

    /// <summary>Invisible: logged in, but shown as offline. A flag that goes with any of the others.</summary>
    Invisible = 0x0100,

    /// <summary>Not logged in. Never on the wire.</summary>
    Offline = 0xFFFF,
}

/// <summary>What the bits of a STATUS word mean.</summary>
public static class OnlineStatusWord
{
    extension(OnlineStatus status)
    {
        /// <summary>
        /// The named status that a client shows for the word, without flags: DND, then occupied, N/A, away, free for chat, else
        /// online. The order is LICQ's; it makes 0x11 "occupied" and 0x13 "DND".
        /// </summary>
        public OnlineStatus Shown => status switch
        {
            OnlineStatus.Offline => OnlineStatus.Offline,
            _ when ((uint)status & 0x02) != 0 => OnlineStatus.DoNotDisturb,
            _ when ((uint)status & 0x10) != 0 => OnlineStatus.Occupied,
            _ when ((uint)status & 0x04) != 0 => OnlineStatus.NotAvailable,
            _ when ((uint)status & 0x01) != 0 => OnlineStatus.Away,
            _ when ((uint)status & 0x20) != 0 => OnlineStatus.FreeForChat,
            _ => OnlineStatus.Online,
        };

        /// <summary>True when the invisible flag is set.</summary>
        public bool IsInvisible => status != OnlineStatus.Offline && (status & OnlineStatus.Invisible) != 0;

        /// <summary>True for away, N/A, occupied and DND: the statuses that have an away message.</summary>
        public bool HasAwayMessage => status.Shown is OnlineStatus.Away or OnlineStatus.NotAvailable or OnlineStatus.Occupied
            or OnlineStatus.DoNotDisturb;

        /// <summary>True for these and free for chat, whose message is only for those who read it (type 03EC).</summary>
        public bool HasMessageToRead => status.HasAwayMessage || status.Shown == OnlineStatus.FreeForChat;
    }
}

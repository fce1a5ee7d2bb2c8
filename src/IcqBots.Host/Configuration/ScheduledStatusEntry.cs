using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>A status with its away message, which a schedule sets.</summary>
public sealed record ScheduledStatusEntry
{
    /// <summary>The status: <c>online</c>, <c>away</c>, <c>not-available</c> (or <c>na</c>), <c>occupied</c>, <c>do-not-disturb</c>
    /// (or <c>dnd</c>), <c>free-for-chat</c> or <c>invisible</c>.</summary>
    public required OnlineStatus Set { get; init; }

    /// <summary>The away message that people get while the status is away, not-available, occupied or do-not-disturb, or that they read while it is
    /// free-for-chat; left out, the one of <c>away-messages</c>.</summary>
    public TextTemplate? Message { get; init; }

    /// <summary>After this time the status goes back to what it was before, unless something has changed it meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00", ErrorMessage = "must be from 1s to 365d")]
    public TimeSpan? For { get; init; }
}

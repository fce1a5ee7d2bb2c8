using System.ComponentModel.DataAnnotations;

namespace IcqBots.Host.Configuration;

/// <summary>How long the journal keeps messages that are finished: handled, or delivered.</summary>
public sealed record RetentionEntry
{
    /// <summary>How long they are kept.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00", ErrorMessage = "must be from 10m to 365d")]
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Above this size of the file the oldest go earlier.</summary>
    [MemoryRange("1MB", "100GB", ErrorMessage = "must be from 1MB to 100GB")]
    public MemorySize Size { get; init; } = new(64L * 1024 * 1024);
}

/// <summary>What a message survives once it is acknowledged.</summary>
public enum Durability
{
    /// <summary>The end of the process, also a kill; the last moments before a power failure can be lost.</summary>
    Process,

    /// <summary>A power failure: the disk is waited for.</summary>
    Power,

    /// <summary>Nothing: messages are in memory only.</summary>
    None,
}

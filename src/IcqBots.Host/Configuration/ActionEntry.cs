using System.ComponentModel.DataAnnotations;

namespace IcqBots.Host.Configuration;

/// <summary>One of several things that a schedule does: exactly one of send, broadcast, status and run.</summary>
public sealed record ActionEntry
{
    /// <summary>Sends a text.</summary>
    public SendEntry? Send { get; init; }

    /// <summary>Sends a text to many.</summary>
    public BroadcastEntry? Broadcast { get; init; }

    /// <summary>Changes the bot's status.</summary>
    public ScheduledStatusEntry? Status { get; init; }

    /// <summary>Runs the handlers that a script registered with <c>OnSchedule</c> under the name given here.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public string? Run { get; init; }

    /// <summary>What <c>run</c> hands to the handlers: names with texts.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();
}

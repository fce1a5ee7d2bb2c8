using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>Something that a bot does: exactly one of send, broadcast, status, add-contact, remove-contact and run.</summary>
public record ActionEntry
{
    /// <summary>Sends a text.</summary>
    public SendEntry? Send { get; init; }

    /// <summary>Sends a text to many.</summary>
    public BroadcastEntry? Broadcast { get; init; }

    /// <summary>Changes the bot's status.</summary>
    public ScheduledStatusEntry? Status { get; init; }

    /// <summary>Adds people to the bot's contact list: a UIN, or a list of UINs.</summary>
    [MinLength(1, ErrorMessage = "names nobody")]
    public IReadOnlyList<Uin>? AddContact { get; init; }

    /// <summary>Removes people from the bot's contact list: a UIN, or a list of UINs.</summary>
    [MinLength(1, ErrorMessage = "names nobody")]
    public IReadOnlyList<Uin>? RemoveContact { get; init; }

    /// <summary>Runs the handlers that a script registered with <c>OnSchedule</c> under the name given here.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public string? Run { get; init; }

    /// <summary>What <c>run</c> hands to the handlers: names with texts.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

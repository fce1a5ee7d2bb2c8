using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using Quartz;

namespace IcqBots.Host.Configuration;

/// <summary>Something that a bot does at given times: exactly one of send, broadcast, status and run.</summary>
public sealed record ScheduleEntry
{
    /// <summary>The name in logs, unique within the bot. When the schedule fires, the handlers that a script registered with
    /// <c>OnSchedule</c> under this name run too, whatever the action is.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public required string Name { get; init; }

    /// <summary>When: a crontab expression (5 fields), a Quartz expression (6 or 7 fields, seconds first) or a macro such as
    /// <c>@daily</c>.</summary>
    public required CronExpression Cron { get; init; }

    /// <summary>The time zone in which <c>cron</c> is meant, such as Europe/Stockholm; the machine's own where it is left out.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Sends a text.</summary>
    public SendEntry? Send { get; init; }

    /// <summary>Sends a text to many.</summary>
    public BroadcastEntry? Broadcast { get; init; }

    /// <summary>Changes the bot's status.</summary>
    public StatusEntry? Status { get; init; }

    /// <summary>Runs the handlers that a script registered with <c>OnSchedule</c> under the name given here.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public string? Run { get; init; }
}

/// <summary>A text and who gets it.</summary>
public sealed record SendEntry
{
    /// <summary>Who gets the text: a UIN, a list of UINs, <c>contacts</c> (all of the bot's contacts) or <c>online</c> (those who are
    /// online at that moment).</summary>
    public required Recipients To { get; init; }

    /// <summary>The text, with names in braces.</summary>
    [RegularExpression(@"[\s\S]*\S[\s\S]*", ErrorMessage = "must not be empty")]
    public required TextTemplate Text { get; init; }
}

/// <summary>Who gets a scheduled text.</summary>
/// <param name="Kind">What the recipients are.</param>
/// <param name="Uins">The people, where <paramref name="Kind"/> is <see cref="RecipientKind.Uins"/>; else empty.</param>
public sealed record Recipients(RecipientKind Kind, IReadOnlyList<Uin> Uins);

/// <summary>The kinds of recipients of a scheduled text.</summary>
public enum RecipientKind
{
    /// <summary>The people of a list.</summary>
    Uins,

    /// <summary>Everybody on the bot's contact list.</summary>
    Contacts,

    /// <summary>Everybody on the bot's contact list who is online when the schedule fires.</summary>
    Online,
}

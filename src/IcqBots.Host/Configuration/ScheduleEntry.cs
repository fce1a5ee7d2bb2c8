using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using Quartz;
using YamlDotNet.Serialization;

namespace IcqBots.Host.Configuration;

/// <summary>Something that a bot does at given times: exactly one of send, broadcast, status, add-contact, remove-contact, run
/// and actions.</summary>
public sealed record ScheduleEntry : ActionEntry
{
    private const string NameRule = "must be one line, and not empty";

    /// <summary>The name in logs, unique within the bot. When the schedule fires, the handlers that a script registered with
    /// <c>OnSchedule</c> under this name run too, whatever the action is.</summary>
    [MinLength(1, ErrorMessage = NameRule)]
    [RegularExpression(@"[^\r\n]*\S[^\r\n]*", ErrorMessage = NameRule)]
    public required string Name { get; init; }

    /// <summary>When: a crontab expression (5 fields), a Quartz expression (6 or 7 fields, seconds first) or a macro such as
    /// <c>@daily</c>.</summary>
    public CronExpression? Cron { get; init; }

    /// <summary>When: again and again after this time, counted from <c>start</c>; left out, from midnight of 2001-01-01.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00", ErrorMessage = "must be from 1s to 365d")]
    public TimeSpan? Every { get; init; }

    /// <summary>When: once.</summary>
    public LocalMoment? At { get; init; }

    /// <summary>When: by a rule of RFC 5545, such as <c>FREQ=WEEKLY;INTERVAL=2;BYDAY=MO</c>.</summary>
    public RecurrenceRule? Rrule { get; init; }

    /// <summary>From when on <c>rrule</c> or <c>every</c> counts; the time of day of <c>rrule</c>.</summary>
    public LocalMoment? Start { get; init; }

    /// <summary>The time zone in which times, days and hours are meant, such as Europe/Stockholm; the bot's where it is left out.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The days on which it does not fire: dates, days of each year, and names of <c>calendars</c>.</summary>
    public IReadOnlyList<ExceptDate> Except { get; init; } = [];

    /// <summary>The hours in which it fires; at any other time it does not.</summary>
    public Hours? Between { get; init; }

    /// <summary>It runs up to that much later than it is due, by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "must be at most 1d")]
    public TimeSpan Jitter { get; init; }

    /// <summary>What becomes of times that were missed. Left out, the last is made up for if it is less than an hour ago.</summary>
    public Misfire? Misfire { get; init; }

    /// <summary>What happens when it is due while its last run goes on.</summary>
    public Overlap Overlap { get; init; }

    /// <summary>Whether it fires at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Several actions, one after the other; one that fails does not stop those after it.</summary>
    public IReadOnlyList<ActionEntry> Actions { get; init; } = [];

    /// <summary>What it does: its one action, or those of the list.</summary>
    [YamlIgnore]
    public IReadOnlyList<ActionEntry> AllActions => Actions.Count > 0 ? Actions : [this];
}

/// <summary>A text and who gets it.</summary>
public sealed record SendEntry
{
    /// <summary>Who gets the text: a UIN, a list of UINs, <c>contacts</c> (all of the bot's contacts) or <c>online</c> (those who are
    /// online at that moment).</summary>
    public required Recipients To { get; init; }

    /// <summary>The text, with names in braces.</summary>
    [NotBlank]
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

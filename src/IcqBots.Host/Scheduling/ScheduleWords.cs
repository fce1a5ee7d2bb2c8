using System.Globalization;
using IcqBots.Host.Configuration;
using IcqBots.Host.Traces;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scheduling;

/// <summary>Schedules in words, for people.</summary>
internal static class ScheduleWords
{
    /// <summary>What has become of a run.</summary>
    public static string Of(ScheduleRun run)
    {
        var reached = run.Reached is { } count ? string.Create(CultureInfo.InvariantCulture, $", reached {count}") : "";
        return run.Outcome switch
        {
            RunOutcome.Running => "goes on",
            RunOutcome.Done => "done" + reached,
            RunOutcome.Skipped => $"left out: {run.Reason}",
            RunOutcome.CutOff => $"not done: {run.Reason}",
            _ => $"failed{reached}: {run.Reason}",
        };
    }

    /// <summary>
    /// Begins to explain a run, under the moment at which it begins: it may have been due years ago, and what is that old is not kept.
    /// </summary>
    /// <param name="traces">Where it is explained; null: nowhere.</param>
    /// <param name="bot">The bot's name.</param>
    /// <param name="what">What runs.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="now">The moment.</param>
    public static Trace? Explain(TraceBook? traces, string bot, string what, DateTimeOffset due, DateTimeOffset now)
    {
        var trace = traces?.Begin(bot, from: null, what, "", now);
        if (now - due >= TimeSpan.FromSeconds(1))
        {
            trace?.Note(string.Create(CultureInfo.InvariantCulture, $"it was due at {due:u}"));
        }

        return trace;
    }

    /// <summary>A status, and for how long it is set.</summary>
    public static string Of(ScheduledStatusEntry status) =>
        EntryKey.Hyphenated(status.Set.ToString()) + (status.For is { } length ? $" for {Of(length)}" : "");

    /// <summary>A time such as "2 hours".</summary>
    public static string Of(TimeSpan length)
    {
        var written = ValueKind.Written(length);
        var digits = written.TrimEnd('m', 's', 'h', 'd');
        var unit = written[digits.Length..] switch { "d" => "day", "h" => "hour", "m" => "minute", "s" => "second", _ => "millisecond" };
        return $"{digits} {unit}{(digits == "1" ? "" : "s")}";
    }

    /// <summary>When a schedule fires, nearly as bots.yaml has it.</summary>
    public static string TimeOf(ScheduleEntry entry) => entry switch
    {
        { Cron: { } cron } => $"cron {cron.CronExpressionString}",
        { Every: { } length } => $"every {ValueKind.Written(length)}",
        { At: { } at } => $"at {at}",
        _ => $"rrule {entry.Rrule}",
    };

    /// <summary>What a schedule means: when it does what, in its time zone.</summary>
    public static string MeaningOf(ScheduleEntry entry, TimeZoneInfo zone)
    {
        var time = entry switch
        {
            { Cron: { } cron } => CronWords.Of(cron),
            { Rrule: { } rule, Start: { } start } => RruleWords.Of(rule, TimeZoneInfo.ConvertTime(start.In(zone), zone)),
            _ => TimeOf(entry),
        };
        var between = entry.Between is { } hours ? $", between {hours}" : "";
        var except = entry.Except.Count > 0 ? $", except {string.Join(", ", entry.Except)}" : "";
        var jitter = entry.Jitter > TimeSpan.Zero ? $", up to {ValueKind.Written(entry.Jitter)} later" : "";
        return $"{time}{between}{except}{jitter}: {ActionOf(entry)}";
    }

    /// <summary>Which handlers are run, with which arguments; their values are for the script alone.</summary>
    public static string OfRun(string handlers, IEnumerable<string> arguments) =>
        arguments.Any() ? $"runs {handlers} with {string.Join(", ", arguments)}" : $"runs {handlers}";

    /// <summary>What becomes of the contact list.</summary>
    public static string OfContacts(IReadOnlyList<Uin> people, bool adds) =>
        $"{(adds ? "adds" : "removes")} {string.Join(", ", people)} {(adds ? "to" : "from")} the contact list";

    private static string ActionOf(ScheduleEntry entry) => string.Join(", then ", entry.AllActions.Select(ActionOf));

    private static string ActionOf(ActionEntry entry) => entry switch
    {
        { Send.To: { } to } => $"sends a text to {(to.Kind == RecipientKind.Uins ? string.Join(", ", to.Uins) : EntryKey.Hyphenated(to.Kind.ToString()))}",
        { Broadcast: { } broadcast } => $"sends a broadcast to {string.Join(", ", broadcast.To)}",
        { Status: { } status } => $"sets the status {Of(status)}",
        { AddContact: { } people } => OfContacts(people, adds: true),
        { RemoveContact: { } people } => OfContacts(people, adds: false),
        _ => OfRun(entry.Run!, entry.Arguments.Keys),
    };
}

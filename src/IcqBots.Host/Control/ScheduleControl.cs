using System.Globalization;
using System.Text.Json;
using IcqBots.Host.Scheduling;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots schedule</c> in the host.</summary>
public sealed class ScheduleControl : IControlCommand
{
    private const string CommandName = "schedule";
    private const int ShownTimes = 5;
    private const int ShownJobs = 20;

    private readonly Func<IReadOnlyList<Schedule>> _schedules;
    private readonly Func<IReadOnlyDictionary<string, BotJobs>> _bots;
    private readonly TimeProvider _time;

    /// <param name="schedules">The schedules of bots.yaml.</param>
    /// <param name="bots">The bots by name, each with what its scripts want done once.</param>
    /// <param name="time">The clock.</param>
    internal ScheduleControl(Func<IReadOnlyList<Schedule>> schedules, Func<IReadOnlyDictionary<string, BotJobs>> bots, TimeProvider time) =>
        (_schedules, _bots, _time) = (schedules, bots, time);

    /// <inheritdoc/>
    public string Name => CommandName;

    /// <summary>Asks for something.</summary>
    /// <param name="verb">What: list, run, pause, resume or history.</param>
    /// <param name="bot">The bot's name; null: any.</param>
    /// <param name="schedule">The schedule's name; null for list.</param>
    public static ControlRequest Ask(ScheduleVerb verb, string? bot, string? schedule) =>
        new(CommandName, JsonSerializer.Serialize(new Wish(verb, bot, schedule)));

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        var wish = JsonSerializer.Deserialize<Wish>(request.Target ?? "") ?? throw new FormatException("icqbots schedule is of another version than the host");
        var bots = _bots();
        if (wish.Bot is { } bot && !bots.ContainsKey(bot))
        {
            return await RefuseAsync(talk, $"there is no bot \"{bot}\"", bot, bots.Keys);
        }

        var jobs = bots.Where(each => wish.Bot is null || each.Key == wish.Bot).Select(each => each.Value).ToList();
        var schedules = _schedules().Where(schedule => wish.Bot is null || schedule.Bot == wish.Bot).ToList();
        if (wish.Verb == ScheduleVerb.List)
        {
            return await ListAsync(schedules, jobs, talk);
        }

        var meant = schedules.Where(schedule => schedule.Entry.Name == wish.Schedule).ToList();
        var ofJobs = meant.Count == 0 && wish.Verb == ScheduleVerb.History
            ? jobs.SelectMany(each => each.Jobs.Runs().Where(run => run.Name == wish.Schedule).Select(run => LineOf(run, each))).ToList()
            : [];
        switch (meant)
        {
            case [] when ofJobs.Count > 0:
                await SayAllAsync(ofJobs, talk);
                return ControlExit.Ok;
            case []:
                return await RefuseAsync(
                    talk, $"there is no schedule \"{wish.Schedule}\"", wish.Schedule!, schedules.Select(schedule => schedule.Entry.Name));
            case [var schedule]:
                return await DoAsync(wish.Verb, schedule, talk, cancellationToken);
            default:
                await talk.SayAsync($"{string.Join(" and ", meant.Select(each => each.Bot))} have a schedule \"{wish.Schedule}\"; --bot tells which", isError: true);
                return ControlExit.Mistake;
        }
    }

    private async Task<int> DoAsync(ScheduleVerb verb, Schedule schedule, ControlTalk talk, CancellationToken cancellationToken)
    {
        var name = $"{schedule.Bot}, {schedule.Entry.Name}";
        switch (verb)
        {
            case ScheduleVerb.Run:
                // Who stops watching does not stop it.
                var run = await schedule.RunNowAsync().WaitAsync(cancellationToken);
                await talk.SayAsync($"{name}: {ScheduleWords.Of(run)}", isError: run.Outcome != RunOutcome.Done);
                return run.Outcome == RunOutcome.Done ? ControlExit.Ok : ControlExit.Failure;
            case ScheduleVerb.Pause:
                await talk.SayAsync(schedule.Pause() ? $"{name}: paused, also over a restart" : $"{name} was paused already");
                return ControlExit.Ok;
            case ScheduleVerb.Resume:
                await talk.SayAsync(schedule.Resume() ? $"{name}: goes on; next {NextOf(schedule, 1)}" : $"{name} was not paused");
                return ControlExit.Ok;
            default:
                await SayAllAsync(schedule.Runs().Select(each => LineOf(each, schedule.Times.Zone)).DefaultIfEmpty("it has not run yet"), talk);
                return ControlExit.Ok;
        }
    }

    private async Task<int> ListAsync(List<Schedule> schedules, List<BotJobs> jobs, ControlTalk talk)
    {
        var ofJobs = jobs.SelectMany(LinesOf).ToList();
        if (schedules.Count + ofJobs.Count == 0)
        {
            await talk.SayAsync("there are no schedules");
        }

        foreach (var schedule in schedules)
        {
            var state = !schedule.Entry.Enabled ? " (not enabled)" : schedule.IsPaused ? " (paused)" : schedule.IsRunning ? " (runs now)" : "";
            await talk.SayAsync($"{schedule.Bot}, {schedule.Entry.Name}{state}: {ScheduleWords.MeaningOf(schedule.Entry, schedule.Times.Zone)}");
            await talk.SayAsync($"    last  {(schedule.Runs() is [var last, ..] ? LineOf(last, schedule.Times.Zone) : "none")}");
            await talk.SayAsync($"    {(schedule.IsPaused ? "would fire" : "next")}  {NextOf(schedule, ShownTimes)}");
        }

        await SayAllAsync(ofJobs, talk);
        return ControlExit.Ok;
    }

    /// <summary>What the scripts of one bot want done once, and what has become of the last of it; nothing where they never wanted anything.</summary>
    private static IEnumerable<string> LinesOf(BotJobs bot)
    {
        var (all, runs) = (bot.Jobs.All, bot.Jobs.Runs());
        if (all.Count + runs.Count == 0)
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{bot.Bot}, jobs of scripts that wait: {all.Count}");
        yield return $"    last  {(runs is [var last, ..] ? LineOf(last, bot) : "none")}";
        foreach (var job in all.Take(ShownJobs))
        {
            yield return $"    next  {TextOf(job.Time, bot.Zone)} ({bot.Zone.Id}), job {job.Id} of {job.Script}: {ScheduleWords.OfRun(job.Name, job.Arguments.Keys)}";
        }

        if (all.Count > ShownJobs)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"    and {all.Count - ShownJobs} later ones");
        }
    }

    private static async Task SayAllAsync(IEnumerable<string> lines, ControlTalk talk)
    {
        foreach (var line in lines)
        {
            await talk.SayAsync(line);
        }
    }

    private string NextOf(Schedule schedule, int count)
    {
        var times = schedule.Entry.Enabled
            ? schedule.Times.In(_time.GetUtcNow(), DateTimeOffset.MaxValue).Take(count).Select(time => TextOf(time, schedule.Times.Zone)).ToList()
            : [];
        return times.Count == 0 ? "never" : $"{string.Join(", ", times)} ({schedule.Times.Zone.Id})";
    }

    private static string LineOf(JobRun run, BotJobs bot) => $"job {run.Id}, {run.Name}, {LineOf(run.Run, bot.Zone)}";

    private static string LineOf(ScheduleRun run, TimeZoneInfo zone)
    {
        var planned = run.Planned is { } time ? $", due {TextOf(time, zone)}" : ", as somebody has asked";
        var took = run.Ended is { } ended ? string.Create(CultureInfo.InvariantCulture, $", took {(ended - run.Began).TotalSeconds:0.0} s") : "";
        return $"{TextOf(run.Began, zone)}{planned}{took}: {ScheduleWords.Of(run)}";
    }

    private static string TextOf(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString(
            time.Second == 0 && time.Millisecond == 0 ? "ddd yyyy-MM-dd HH:mm" : "ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static async Task<int> RefuseAsync(ControlTalk talk, string problem, string name, IEnumerable<string> known)
    {
        await talk.SayAsync(problem + (Spelling.Nearest(name, known) is { } meant ? $"; did you mean \"{meant}\"?" : ""), isError: true);
        return ControlExit.Mistake;
    }

    private sealed record Wish(ScheduleVerb Verb, string? Bot, string? Schedule);
}

/// <summary>What the scripts of a bot want done once.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Jobs">The jobs.</param>
/// <param name="Zone">The bot's time zone.</param>
internal sealed record BotJobs(string Bot, ScriptJobs Jobs, TimeZoneInfo Zone);

/// <summary>What can be asked of schedules.</summary>
public enum ScheduleVerb
{
    /// <summary>Shows them.</summary>
    List,

    /// <summary>Runs one now.</summary>
    Run,

    /// <summary>Has one not run until it is resumed.</summary>
    Pause,

    /// <summary>Has one go on.</summary>
    Resume,

    /// <summary>Shows the last runs of one.</summary>
    History,
}

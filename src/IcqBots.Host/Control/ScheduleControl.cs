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

    private readonly Func<IReadOnlyList<Schedule>> _schedules;
    private readonly Func<IReadOnlyList<string>> _bots;
    private readonly TimeProvider _time;

    internal ScheduleControl(Func<IReadOnlyList<Schedule>> schedules, Func<IReadOnlyList<string>> bots, TimeProvider time) =>
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
        if (wish.Bot is { } bot && !_bots().Contains(bot))
        {
            return await RefuseAsync(talk, $"there is no bot \"{bot}\"", bot, _bots());
        }

        var schedules = _schedules().Where(schedule => wish.Bot is null || schedule.Bot == wish.Bot).ToList();
        if (wish.Verb == ScheduleVerb.List)
        {
            return await ListAsync(schedules, talk);
        }

        var meant = schedules.Where(schedule => schedule.Entry.Name == wish.Schedule).ToList();
        switch (meant)
        {
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
                foreach (var line in schedule.Runs().Select(each => LineOf(each, schedule)).DefaultIfEmpty("it has not run yet"))
                {
                    await talk.SayAsync(line);
                }

                return ControlExit.Ok;
        }
    }

    private async Task<int> ListAsync(List<Schedule> schedules, ControlTalk talk)
    {
        if (schedules.Count == 0)
        {
            await talk.SayAsync("there are no schedules");
        }

        foreach (var schedule in schedules)
        {
            var state = !schedule.Entry.Enabled ? " (not enabled)" : schedule.IsPaused ? " (paused)" : schedule.IsRunning ? " (runs now)" : "";
            await talk.SayAsync($"{schedule.Bot}, {schedule.Entry.Name}{state}: {ScheduleWords.MeaningOf(schedule.Entry)}");
            await talk.SayAsync($"    last  {(schedule.Runs() is [var last, ..] ? LineOf(last, schedule) : "none")}");
            await talk.SayAsync($"    next  {NextOf(schedule, ShownTimes)}");
        }

        return ControlExit.Ok;
    }

    private string NextOf(Schedule schedule, int count)
    {
        var times = schedule.Entry.Enabled
            ? schedule.Times.In(_time.GetUtcNow(), DateTimeOffset.MaxValue).Take(count).Select(time => TextOf(time, schedule)).ToList()
            : [];
        return times.Count == 0 ? "never" : $"{string.Join(", ", times)} ({schedule.Times.Zone.Id})";
    }

    private static string LineOf(ScheduleRun run, Schedule schedule)
    {
        var planned = run.Planned is { } time ? $", due {TextOf(time, schedule)}" : ", as somebody has asked";
        var took = run.Ended is { } ended ? string.Create(CultureInfo.InvariantCulture, $", took {(ended - run.Began).TotalSeconds:0.0} s") : "";
        return $"{TextOf(run.Began, schedule)}{planned}{took}: {ScheduleWords.Of(run)}";
    }

    private static string TextOf(DateTimeOffset time, Schedule schedule) =>
        TimeZoneInfo.ConvertTime(time, schedule.Times.Zone).ToString(
            time.Second == 0 && time.Millisecond == 0 ? "ddd yyyy-MM-dd HH:mm" : "ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static async Task<int> RefuseAsync(ControlTalk talk, string problem, string name, IEnumerable<string> known)
    {
        await talk.SayAsync(problem + (Spelling.Nearest(name, known) is { } meant ? $"; did you mean \"{meant}\"?" : ""), isError: true);
        return ControlExit.Mistake;
    }

    private sealed record Wish(ScheduleVerb Verb, string? Bot, string? Schedule);
}

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

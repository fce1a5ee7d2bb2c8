using System.Threading.Channels;
using IcqBots.Host.Configuration;
using IcqBots.Host.Journal;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Tests.Configuration;
using IcqBots.Storage;
using IcqBots.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>
/// The schedules of a bots.yaml, run by the real scheduler for recording bots on a clock that the test owns. The clock stops at each
/// time that Quartz names next, and goes on when everything that is due then has been done.
/// </summary>
internal sealed class RunningSchedules : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TestLog _quartzLog;
    private readonly SleepingClock _wall;
    private readonly IScheduler _scheduler;
    private readonly Executions _executions = new();
    private readonly Dictionary<string, RecordingBot> _bots;
    private readonly List<JobKey> _jobs;
    private readonly BotsYamlFolder _folder;
    private readonly BotDatabase _database;
    private bool _leavesFolder;

    private RunningSchedules(
        BotsYamlFolder folder,
        BotDatabase database,
        ServiceProvider services,
        IScheduler scheduler,
        TestLog quartzLog,
        SleepingClock wall,
        BotsFile file,
        Dictionary<string, RecordingBot> bots)
    {
        _folder = folder;
        _database = database;
        _services = services;
        _quartzLog = quartzLog;
        _wall = wall;
        _scheduler = scheduler;
        _bots = bots;
        _jobs = [.. file.Bots.SelectMany(bot => bot.Schedules.Select(entry => new JobKey(entry.Name, bot.Name)))];
    }

    /// <summary>A safety limit for what should happen at once.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(10);

    public RecordingBot this[string name] => _bots[name];

    public ManualTimeProvider Clock => _wall.Running;

    public DateTimeOffset Now => _wall.GetUtcNow();

    /// <summary>Starts the schedules of a bots.yaml at a time in UTC, such as 2026-03-27 12:00.</summary>
    public static Task<RunningSchedules> StartAsync(string yaml, string start) => StartAsync(yaml, start, new BotsYamlFolder());

    /// <summary>Stops, and starts again at a later time, with another bots.yaml and with what has been kept.</summary>
    public async Task<RunningSchedules> RestartAsync(string yaml, string start)
    {
        _leavesFolder = true;
        await DisposeAsync();
        return await StartAsync(yaml, start, _folder);
    }

    private static async Task<RunningSchedules> StartAsync(string yaml, string start, BotsYamlFolder folder)
    {
        var file = folder.ReadGood(yaml);
        var wall = new SleepingClock(new ManualTimeProvider(Utc(start)));
        var bots = file.Bots.ToDictionary(bot => bot.Name, bot => new RecordingBot(bot.Name, bot.Uin, bot.Contacts, wall));
        var log = new TestLog();
        var database = HostDatabase.Open(file, wall, log.CreateLogger("kept"));
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(wall)
            .AddSingleton<ILoggerFactory>(log)
            .AddLogging()
            .AddSchedules(file, _ => name => bots[name], _ => new ScheduleKeeping(database, Traces: null))
            .BuildServiceProvider();
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var running = new RunningSchedules(folder, database, services, scheduler, log, wall, file, bots);
        scheduler.ListenerManager.AddJobListener(running._executions);
        await running.Service.StartAsync(CancellationToken.None);
        return running;
    }

    public static DateTimeOffset Utc(string time) => DateTimeOffset.Parse(time + "Z", null);

    /// <summary>Runs everything that is due until a time in UTC, each at its time.</summary>
    public async Task RunUntilAsync(string end)
    {
        while (await NextAsync() is { Due: { } due } next && due <= Utc(end))
        {
            await ArmedAsync();
            Clock.Advance(due - Now);
            await _executions.WaitForAsync(next.Jobs, due);
        }

        Clock.Advance(Utc(end) - Now);
    }

    /// <summary>The schedules themselves.</summary>
    public IReadOnlyList<Schedule> All => _services.GetRequiredService<ScheduleRegistrar>().Schedules;

    /// <summary>The keys of everything that a bot's schedules keep.</summary>
    public IReadOnlyList<string> KeptBy(string bot) => _database.Keys(bot, "schedules/", "");

    /// <summary>Moves the clock to a time in UTC and waits for nothing.</summary>
    public async Task AdvanceToAsync(string time)
    {
        await ArmedAsync();
        Clock.Advance(Utc(time) - Now);
    }

    /// <summary>The machine sleeps until a time in UTC: the clock on the wall goes on, timers stand still.</summary>
    public async Task SleepUntilAsync(string time)
    {
        await ArmedAsync();
        _wall.Sleep(Utc(time) - Now);

        // The scheduler looks at the clock again when its timer ends, half a minute later at most.
        Clock.Advance(TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends when the scheduler has run a job for the time that the clock shows, or let it be.</summary>
    public Task ExecutedAsync(string bot, string schedule) => _executions.WaitForAsync([new JobKey(schedule, bot)], Now);

    public Task StopAsync() => Service.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Clock.AdvanceUntilAsync(StopAsync());
        await _services.DisposeAsync();
        _database.Dispose();
        if (!_leavesFolder)
        {
            _folder.Dispose();
        }

        _quartzLog.Dispose();
        Assert.Empty(_quartzLog.At(LogLevel.Warning));
        foreach (var bot in _bots.Values)
        {
            bot.Dispose();
        }
    }

    private IHostedService Service => _services.GetRequiredService<IHostedService>();

    /// <summary>
    /// Ends when the scheduler waits for the clock beside the one who watches it: a clock that moves while the scheduler is about to wait would be
    /// awaited from there on.
    /// </summary>
    private async Task ArmedAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Clock.ArmedTimers < 2 && TimeProvider.System.GetElapsedTime(began) < Limit)
        {
            await Task.Yield();
        }
    }

    private async Task<(DateTimeOffset? Due, List<JobKey> Jobs)> NextAsync()
    {
        var triggers = new List<ITrigger>();
        foreach (var job in _jobs)
        {
            if (await _scheduler.GetTrigger(new TriggerKey(job.Name, job.Group)) is { } trigger)
            {
                triggers.Add(trigger);
            }
        }

        var due = triggers.Min(trigger => trigger.NextFireTimeUtc);
        return (due, [.. triggers.Where(trigger => trigger.NextFireTimeUtc == due).Select(trigger => trigger.JobKey)]);
    }

    /// <summary>Knows which jobs have been executed, and when.</summary>
    private sealed class Executions : IJobListener
    {
        private readonly Channel<(JobKey Job, DateTimeOffset At)> _executed = Channel.CreateUnbounded<(JobKey, DateTimeOffset)>();

        public ValueTask JobWasExecuted(
            IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken) =>
            _executed.Writer.WriteAsync((context.JobDetail.Key, context.FireTimeUtc), cancellationToken);

        public async Task WaitForAsync(IEnumerable<JobKey> jobs, DateTimeOffset at)
        {
            var missing = jobs.ToHashSet();
            while (missing.Count > 0)
            {
                var executed = await _executed.Reader.ReadAsync().AsTask().WaitAsync(Limit);
                if (executed.At >= at)
                {
                    missing.Remove(executed.Job);
                }
            }
        }
    }

    /// <summary>The clock of a machine that can sleep.</summary>
    private sealed class SleepingClock(ManualTimeProvider running) : TimeProvider
    {
        private long _slept;

        public ManualTimeProvider Running => running;

        public override long TimestampFrequency => running.TimestampFrequency;

        public void Sleep(TimeSpan span) => Interlocked.Add(ref _slept, span.Ticks);

        public override DateTimeOffset GetUtcNow() => running.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _slept));

        public override long GetTimestamp() => running.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            running.CreateTimer(callback, state, dueTime, period);
    }
}

using System.Runtime.CompilerServices;
using IcqBots.Host.Configuration;
using IcqBots.Host.Journal;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Broadcasts;

/// <summary>
/// The broadcasts of one bot. Each is kept before the first copy is sent, goes on after a restart from where it was, and ends in a report. For any
/// number of threads.
/// </summary>
/// <param name="bot">The bot.</param>
/// <param name="entry">Its mapping in bots.yaml.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="audience">Finds out who gets one.</param>
/// <param name="text">Gets the texts.</param>
/// <param name="sender">Sends.</param>
internal sealed partial class BotBroadcasts(
    IScriptBot bot, BotEntry entry, BroadcastStore store, AudienceReader audience, BroadcastText text, BroadcastSender sender)
{
    private const string ItsOwn = "it is the bot itself";
    private const string NotAmong = "was not among the people when the broadcast began, before the host ended";

    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Broadcast> _running = [];
    private IReadOnlyList<Broadcast> _leftOver = [];

    /// <summary>Those under way.</summary>
    public IReadOnlyList<Broadcast> Running
    {
        get
        {
            lock (_lock)
            {
                return [.. _running];
            }
        }
    }

    /// <summary>The reports of the last thirty days, the last one first.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<BroadcastReport> Reports() => store.Reports();

    /// <summary>Begins a broadcast; the task ends when it is kept. One without a text has ended then.</summary>
    /// <exception cref="IOException">What the bot keeps cannot be read.</exception>
    public async Task<Broadcast> BeginAsync(BroadcastOrder order, CancellationToken cancellationToken)
    {
        var id = store.NewId();
        try
        {
            var (content, isTemplate) = await text.GetAsync(order, cancellationToken);
            var (people, unusable) = audience.Read(order.To);
            var quiet = order.QuietHours ?? QuietHoursOf(order.To);
            return await BeginAsync(new BroadcastPlan(
                id, order.What, bot.Clock.GetUtcNow(), content, isTemplate, [.. people.Select(uin => uin.Value)], unusable)
            {
                Rate = order.Rate is { } rate ? double.IsInfinity(rate.PerSecond) ? 0 : rate.PerSecond : null,
                Burst = order.Burst,
                QuietBetween = quiet?.Between.ToString(),
                IsDropped = quiet?.Then == InQuietHours.Drop,
            });
        }
        catch (IOException e)
        {
            var now = bot.Clock.GetUtcNow();
            var failed = new Broadcast(new BroadcastPlan(id, order.What, now, "", IsTemplate: false, [], []));
            var report = failed.ReportAt(now) with { Failure = e.Message };
            store.End(report);
            failed.End(report);
            LogFailed(bot.Log, id, order.What, e.Message);
            return failed;
        }
    }

    /// <summary>
    /// The same for a script, to certain people. Where the handlers of a message are run again after a crash, it is the one that they had begun.
    /// </summary>
    public Task<BroadcastResult> SendAsync(IReadOnlyList<Uin> people, string content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = MessageRun.Current;
        var (source, ordinal, _) = run?.Next(people.Contains(run.From) ? run.From : default) ?? (null, 0, false);

        // What is written on the thread of a script waits for the script; the copies must not be written before the broadcast.
        return Task.Run(
            () => SendAsync(people, content, source is { } message ? $"{entry.Name}-m{message}-{ordinal}" : store.NewId(), cancellationToken),
            CancellationToken.None);
    }

    private async Task<BroadcastResult> SendAsync(IReadOnlyList<Uin> people, string content, string id, CancellationToken cancellationToken)
    {
        var others = people.Where(uin => uin != bot.Uin).ToList();
        var broadcast = Find(id);
        if (broadcast is null && store.ReportOf(id) is { } report)
        {
            var reasons = report.Unreached.ToDictionary(each => each.Who, each => each.Reason);
            return ResultOf(people, report.People, index => (Fate)report.Fates[index], index => reasons.GetValueOrDefault($"{report.People[index]}", ""));
        }

        broadcast ??= await BeginAsync(new BroadcastPlan(
            id, BroadcastPlan.ByScript, bot.Clock.GetUtcNow(), content, IsTemplate: false, [.. others.Select(uin => uin.Value)], []));
        using var cancelling = cancellationToken.Register(broadcast.Cancel);
        await broadcast.Ended.WaitAsync(cancellationToken);
        return ResultOf(people, broadcast.Plan.People, broadcast.FateAt, broadcast.ReasonAt);
    }

    /// <summary>Reads what was under way when the host ended. Called before anything can begin, which would else be taken for that.</summary>
    public void Load()
    {
        try
        {
            _leftOver = store.LoadOpen();
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException)
        {
            LogUnreadable(bot.Log, e.Message);
        }
    }

    /// <summary>Goes on with it. Called when the messages that wait are known.</summary>
    public void Resume()
    {
        try
        {
            foreach (var broadcast in _leftOver)
            {
                LogResumes(bot.Log, broadcast.Plan.Id, broadcast.Plan.What, broadcast.Next, broadcast.Total);
                sender.TakeUp(broadcast);
                Start(broadcast);
            }
        }
        catch (IOException e)
        {
            LogUnreadable(bot.Log, e.Message);
        }

        _leftOver = [];
    }

    /// <summary>Sends to nobody else; false where no such broadcast is under way.</summary>
    public bool Cancel(string id)
    {
        var broadcast = Find(id);
        broadcast?.Cancel();
        return broadcast is not null;
    }

    /// <summary>The broadcast of that name that is under way; null where there is none.</summary>
    public Broadcast? Find(string id) => Running.FirstOrDefault(broadcast => broadcast.Plan.Id == id);

    private async Task<Broadcast> BeginAsync(BroadcastPlan plan)
    {
        var broadcast = new Broadcast(plan);
        await store.AddAsync(plan);
        Trace.Current?.Note($"broadcast {plan.Id} begins, recipients: {plan.People.Count}");
        LogBegins(bot.Log, plan.Id, plan.What, plan.People.Count);
        Start(broadcast);
        return broadcast;
    }

    private void Start(Broadcast broadcast)
    {
        lock (_lock)
        {
            _running.Add(broadcast);
        }

        // The message or the schedule that began it may be long over.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(broadcast));
        }
    }

    private async Task RunAsync(Broadcast broadcast)
    {
        try
        {
            var told = new StrongBox<int>(broadcast.Progress.Done);
            using (bot.Clock.CreateTimer(_ => Tell(broadcast, told), null, TellInterval, TellInterval))
            {
                await sender.SendAsync(broadcast);
            }

            var report = broadcast.ReportAt(bot.Clock.GetUtcNow());
            store.End(report);
            Remove(broadcast);
            broadcast.End(report);
            LogEnds(bot.Log, report.IsComplete ? LogLevel.Information : LogLevel.Warning, report.Id, report.What, report.Summary);
        }
        catch (OperationCanceledException)
        {
            // The bot stops; the next start goes on.
        }
        catch (Exception e)
        {
            // It is kept as one that is under way. Who waits for it must not wait until the next start.
            LogBroken(bot.Log, e, broadcast.Plan.Id);
            Remove(broadcast);
            broadcast.End(broadcast.ReportAt(bot.Clock.GetUtcNow()) with { Failure = $"{e.Message.TrimEnd('.')}; it goes on at the next start" });
        }
    }

    private void Remove(Broadcast broadcast)
    {
        lock (_lock)
        {
            _running.Remove(broadcast);
        }
    }

    /// <summary>Tells how far it is; not again and again while it waits.</summary>
    private void Tell(Broadcast broadcast, StrongBox<int> told)
    {
        var (done, failed) = broadcast.Progress;
        if (Interlocked.Exchange(ref told.Value, done) != done)
        {
            LogProgress(bot.Log, broadcast.Plan.Id, done, broadcast.Total, failed);
        }
    }

    /// <summary>Those of the first list of subscribers that has some.</summary>
    private QuietHoursEntry? QuietHoursOf(IReadOnlyList<AudiencePart> parts) => parts
        .Select(part => entry.Subscriptions.FirstOrDefault(list => list.Name == part.Subscribers)?.QuietHours)
        .FirstOrDefault(quiet => quiet is not null);

    /// <summary>What has become of a broadcast for the people who are asked for, who may be others than those whom it was for.</summary>
    private BroadcastResult ResultOf(
        IReadOnlyList<Uin> people, IReadOnlyList<uint> recipients, Func<int, Fate> fateAt, Func<int, string> reasonAt)
    {
        var places = recipients.Index().ToDictionary(each => new Uin(each.Item), each => each.Index);
        return new BroadcastResult([.. people.Select(uin => places.TryGetValue(uin, out var index)
            ? new BroadcastDelivery(uin, fateAt(index).IsReached(), Broadcast.ReasonOf(fateAt(index)) ?? reasonAt(index))
            : new BroadcastDelivery(uin, IsDelivered: false, uin == bot.Uin ? ItsOwn : NotAmong))]);
    }

    [LoggerMessage(LogLevel.Information, "Broadcast {Id} of {What} begins, recipients: {Count}")]
    private static partial void LogBegins(ILogger log, string id, string what, int count);

    [LoggerMessage(LogLevel.Information, "Broadcast {Id} of {What} goes on: it was sent to {Next} of {Total} before the host ended")]
    private static partial void LogResumes(ILogger log, string id, string what, int next, int total);

    [LoggerMessage(LogLevel.Information, "Broadcast {Id}: {Done} of {Total} settled, of these not reached: {Failed}")]
    private static partial void LogProgress(ILogger log, string id, int done, int total, int failed);

    [LoggerMessage("Broadcast {Id} of {What} has ended: {Summary}. icqbots broadcast list shows it")]
    private static partial void LogEnds(ILogger log, LogLevel level, string id, string what, string summary);

    [LoggerMessage(LogLevel.Warning, "Broadcast {Id} of {What} was not sent: {Reason}")]
    private static partial void LogFailed(ILogger log, string id, string what, string reason);

    [LoggerMessage(LogLevel.Error, "The broadcasts that were under way cannot be read, and do not go on: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "Broadcast {Id} stands still until the next start")]
    private static partial void LogBroken(ILogger log, Exception exception, string id);
}

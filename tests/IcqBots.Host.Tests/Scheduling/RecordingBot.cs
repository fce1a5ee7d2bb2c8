using System.Collections.Concurrent;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Scripts;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

/// <summary>A bot without network and scripts: it keeps what its schedules make it do, and when.</summary>
internal sealed class RecordingBot(string name, Uin uin, IReadOnlyList<Uin> contacts, TimeProvider clock) : IScheduledBot, IDisposable
{
    private readonly ConcurrentQueue<(DateTimeOffset At, string What)> _done = new();
    private readonly SemaphoreSlim _began = new(0);

    public IReadOnlyList<string> Done => [.. _done.Select(deed => deed.What)];

    public IReadOnlyList<DateTimeOffset> Times => [.. _done.Select(deed => deed.At)];

    public HashSet<Uin> Online { get; } = [];

    public HashSet<Uin> Unreachable { get; } = [];

    /// <summary>The names for which a script has registered a handler.</summary>
    public HashSet<string> Handlers { get; } = [];

    /// <summary>What changing the status throws.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Nothing gets done before this task has ended.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>True when something has begun that <see cref="BeganAsync"/> has not told yet.</summary>
    public bool HasBegun => _began.CurrentCount > 0;

    public TestLog OwnLog { get; } = new() { ExpectsErrors = true };

    public string Name => name;

    public Uin Uin => uin;

    public string Nick => name;

    public OnlineStatus Status => OnlineStatus.Online;

    public string AwayMessage => "";

    public IReadOnlyCollection<Contact> Contacts =>
        [.. contacts.Select(contact => new Contact(contact, Online.Contains(contact) ? OnlineStatus.Away : OnlineStatus.Offline))];

    public TimeProvider Clock => clock;

    public ILogger Log => OwnLog;

    public CancellationToken Stopping => CancellationToken.None;

    public IReadOnlyList<Uin> Admins => [];

    public string CommandPrefix => "";

    public IReadOnlyDictionary<string, IScriptBot> Bots => new Dictionary<string, IScriptBot>();

    public HttpClient Http => throw new NotSupportedException("Schedules fetch nothing");

    /// <summary>Decides on the jitter.</summary>
    public Random Random { get; set; } = Random.Shared;

    public Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Schedules ask nobody");

    public IScriptClient Client => throw new NotSupportedException("Schedules need no more than texts and statuses");

    /// <summary>Ends when one thing more has begun.</summary>
    public async Task BeganAsync() => Assert.True(await _began.WaitAsync(RunningSchedules.Limit), $"{name} began nothing");

    public async Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (Unreachable.Contains(message.To))
        {
            return new SentMessage(Task.FromException(new TimeoutException("no acknowledgement")));
        }

        Did($"{message.To} {message.Text}");
        return new SentMessage(Task.CompletedTask);
    }

    public Task ListedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> FillAsync(TextTemplate text, Uin person, CancellationToken cancellationToken) => Task.FromResult(
        text.Fill(new TemplateValues { Uin = person, Bot = name, Status = Status, Now = clock.GetUtcNow() }));

    public async Task AddContactAsync(Uin uin, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        Did($"added {uin}");
    }

    public async Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        Did($"removed {uin}");
    }

    public async Task<Broadcast> BroadcastAsync(BroadcastOrder order, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        Did($"broadcast {string.Join(", ", order.To)}: {order.Text}");
        var done = new Broadcast(new BroadcastPlan("b-1", order.What, clock.GetUtcNow(), "", IsTemplate: false, [], []));
        done.End(done.ReportAt(clock.GetUtcNow()));
        return done;
    }

    public async Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (Fault is { } fault)
        {
            throw fault;
        }

        Did($"{status} {awayMessage}".TrimEnd());
    }

    public Task SetStatusAsync(OnlineStatus status, TextTemplate? message, CancellationToken cancellationToken) =>
        SetStatusAsync(status, message?.Text ?? "", cancellationToken);

    public Task HoldStatusAsync(
        OnlineStatus status, TextTemplate? message, TimeSpan length, string schedule, CancellationToken cancellationToken) =>
        SetStatusAsync(status, $"{message?.Text} for {length} by {schedule}", cancellationToken);

    public async Task<HandlersEnd> RunScheduleAsync(string name, ScheduleArguments arguments)
    {
        if (!Handlers.Contains(name))
        {
            return new HandlersEnd { Any = false };
        }

        await PassAsync(CancellationToken.None);
        Did($"handler {name} {string.Join(' ', arguments.Select(each => $"{each.Key}={each.Value}"))}".TrimEnd());
        return new HandlersEnd { Any = true };
    }

    public void Dispose() => OwnLog.Dispose();

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        _began.Release();
        await Gate.WaitAsync(cancellationToken);
    }

    private void Did(string what) => _done.Enqueue((clock.GetUtcNow(), what));
}

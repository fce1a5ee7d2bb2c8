using System.Text.Json;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Templates;
using IcqBots.Host.Traces;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Replies;

/// <summary>
/// Changes the status of a bot, with its away message and the period in which it is away. What a schedule has set for some time goes back by
/// itself, also after a restart, unless something else has changed the status meanwhile.
/// </summary>
internal sealed partial class OwnStatus(
    BotEntry entry, IcqClient client, AwayTexts texts, AwayPeriod period, ReplyStore store, TraceBook traces, TimeProvider time, ILogger log)
    : IDisposable
{
    private const string Key = "held-status";

    /// <summary>Machines sleep and clocks are set: how often it is looked what the time is.</summary>
    private static readonly TimeSpan _lookInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();

    /// <summary>What was asked for last; null: nothing, since the bot began.</summary>
    private StatusWithText? _current;
    private HeldStatus? _held;
    private long _endsAt;
    private ITimer? _timer;
    private long _asked;
    private long _told;

    /// <summary>Goes on where it was when the host ended. Called before the bot logs in, and before its scripts start.</summary>
    public void Begin()
    {
        if (Kept() is not { } held)
        {
            return;
        }

        lock (_lock)
        {
            // Until then it was in force; the clock may have been set back meanwhile.
            var left = held.Until - time.GetUtcNow() is var rest && rest > held.Length ? held.Length : rest;
            if (entry.Schedules.All(schedule => schedule.Name != held.Schedule))
            {
                store.Remove([Key]);
            }
            else if (left > TimeSpan.Zero)
            {
                BeginWith(held.Now);
                Watch(held, left);
                LogGoesOn(log, Word(held.Now.Status), held.Schedule, time.GetUtcNow() + left);
            }
            else
            {
                BeginWith(held.Before);
                store.Remove([Key]);
                TellOfEnd(held);
            }
        }
    }

    /// <summary>Changes the status, with a text of a script; empty stands for the one in bots.yaml.</summary>
    public Task ChangeAsync(OnlineStatus status, string message, CancellationToken cancellationToken) =>
        ChangeAsync(StatusWithText.Of(status, message), cancellationToken);

    /// <summary>Changes the status, with a text that is filled for each person; null stands for the one in bots.yaml.</summary>
    public Task ChangeAsync(OnlineStatus status, TextTemplate? message, CancellationToken cancellationToken) =>
        ChangeAsync(StatusWithText.Of(status, message), cancellationToken);

    /// <summary>
    /// The same for some time: then the status goes back to what it was before, or, where it is held already, to what it was before that.
    /// </summary>
    /// <param name="status">The status.</param>
    /// <param name="message">Its away message; null stands for the one in bots.yaml.</param>
    /// <param name="length">For how long.</param>
    /// <param name="schedule">The schedule that wants it so.</param>
    /// <param name="cancellationToken">Gives up waiting for the server.</param>
    public Task HoldAsync(OnlineStatus status, TextTemplate? message, TimeSpan length, string schedule, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = StatusWithText.Of(status, message);
            var held = new HeldStatus(schedule, now, _held is null ? _current : _held.Before, time.GetUtcNow() + length, length);
            store.Set(Key, JsonSerializer.Serialize(held));
            Watch(held, length);
            Take(now);
            return TellAsync(status, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _held = null;
            _timer?.Dispose();
        }
    }

    private Task ChangeAsync(StatusWithText wanted, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // The last one to say what the status is has the say.
            if (_held is { } held)
            {
                Trace.Current?.Note($"the status that schedule {held.Schedule} has set for {ScheduleWords.Of(held.Length)} does not go back any more");
            }

            Release();
            Take(wanted);
            return TellAsync(wanted.Status, cancellationToken);
        }
    }

    private void BeginWith(StatusWithText? status)
    {
        if (status is not null)
        {
            Take(status);
        }

        // Offline nothing is sent, and it is done at once.
        _ = client.SetStatusAsync(status?.Status ?? entry.Status.Set, "", CancellationToken.None);
        period.Since(client.Status);
    }

    private void Take(StatusWithText status)
    {
        _current = status;
        if (status.IsTemplate)
        {
            texts.Change(status.Template);
        }
        else
        {
            texts.Change(status.Text ?? "");
        }
    }

    private void Watch(HeldStatus held, TimeSpan left)
    {
        _held = held;
        _endsAt = time.GetTimestamp() + (long)(left.TotalSeconds * time.TimestampFrequency);
        _timer ??= time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wait(left);
    }

    private void Wait(TimeSpan left) => _timer!.Change(left < _lookInterval ? left : _lookInterval, Timeout.InfiniteTimeSpan);

    private void Look()
    {
        lock (_lock)
        {
            if (_held is not { } held)
            {
                return;
            }

            var (byWall, byTimer) = (held.Until - time.GetUtcNow(), time.GetElapsedTime(time.GetTimestamp(), _endsAt));
            var left = byWall < byTimer ? byWall : byTimer;
            if (left > TimeSpan.Zero)
            {
                Wait(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left);
                return;
            }

            Release();
            if (held.Before is { } before)
            {
                Take(before);
            }
            else
            {
                _current = null;
                texts.Change(entry.Status.Message);
            }

            TellOfEnd(held);
            _ = TellAsync((held.Before?.Status).GetValueOrDefault(entry.Status.Set), CancellationToken.None);
        }
    }

    private void Release()
    {
        if (_held is not null)
        {
            _held = null;
            _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            store.Remove([Key]);
        }
    }

    private void TellOfEnd(HeldStatus held)
    {
        var (now, before) = (Word(held.Now.Status), Word(held.Before?.Status ?? entry.Status.Set));
        LogGoesBack(log, before, held.Schedule, now, ScheduleWords.Of(held.Length));
        var trace = traces.Begin(entry.Name, from: null, $"status of schedule {held.Schedule} ends", "", held.Until);
        trace?.Note($"the {ScheduleWords.Of(held.Length)} of the status {now} are over, and nothing has changed it meanwhile");
        trace?.End($"the status is {before} again");
    }

    /// <summary>What is kept; null where there is nothing, or nothing that can be read.</summary>
    private HeldStatus? Kept()
    {
        try
        {
            var held = store.Get(Key) is { } json ? JsonSerializer.Deserialize<HeldStatus>(json) : null;
            _ = (held?.Now.Template, held?.Before?.Template);
            return held;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // Of another version; as good as nothing.
            return null;
        }
    }

    private static string Word(OnlineStatus status) => EntryKey.Hyphenated(status.ToString());

    private Task TellAsync(OnlineStatus status, CancellationToken cancellationToken)
    {
        var number = ++_asked;
        return Task.Run(
            async () =>
            {
                try
                {
                    await TellAsync(status, number, cancellationToken);
                }
                catch (DeliveryException)
                {
                    // The next login tells the status.
                }
            },
            CancellationToken.None);
    }

    /// <summary>Tells the server, unless a later change was quicker.</summary>
    private Task TellAsync(OnlineStatus status, long number, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (number < _told)
            {
                return Task.CompletedTask;
            }

            _told = number;
            var telling = client.SetStatusAsync(status, "", cancellationToken);
            period.Since(status);
            return telling;
        }
    }

    [LoggerMessage(LogLevel.Information, "The status is {Before} again: schedule {Schedule} had set {Now} for {Length}")]
    private static partial void LogGoesBack(ILogger log, string before, string schedule, string now, string length);

    [LoggerMessage(LogLevel.Information, "The status is {Now}, as schedule {Schedule} has set it, until {Until:u}")]
    private static partial void LogGoesOn(ILogger log, string now, string schedule, DateTimeOffset until);
}

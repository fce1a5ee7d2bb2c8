using System.Globalization;
using System.Threading.Channels;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Journal;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Broadcasts;

/// <summary>Sends the broadcasts of one bot to their people, as fast as they may go and outside of quiet hours.</summary>
/// <param name="bot">The bot.</param>
/// <param name="client">Knows who is online, and how a text is split.</param>
/// <param name="outbox">Sends each copy.</param>
/// <param name="store">Where the broadcasts are kept.</param>
/// <param name="people">Finds out whether somebody exists.</param>
/// <param name="values">What is put into the texts.</param>
/// <param name="pace">How fast broadcasts go that name no rate of their own, all of them together.</param>
/// <param name="online">Ends when the bot is online, which may be now.</param>
/// <param name="zone">The bot's time zone.</param>
internal sealed partial class BroadcastSender(
    IScriptBot bot,
    IcqClient client,
    Outbox outbox,
    BroadcastStore store,
    People people,
    TemplateSource values,
    SendingPace pace,
    Func<CancellationToken, Task> online,
    TimeZoneInfo zone)
{
    /// <summary>
    /// Copies that may be under way at a time. It is less than a connection to a server has under way, so that a single answer finds room and
    /// goes out before the copies behind them.
    /// </summary>
    private const int Window = 48;

    private static readonly TimeSpan MarksInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(15);

    /// <summary>An item for each copy that is under way.</summary>
    private readonly Channel<bool> _places = Channel.CreateBounded<bool>(Window);

    /// <summary>Finds out what has become of the copies that were sent before the host ended.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void TakeUp(Broadcast broadcast)
    {
        var copies = store.Copies(broadcast.Plan.Id);
        for (var i = 0; i < broadcast.Next; i++)
        {
            var key = BroadcastStore.MessageKey(broadcast.Plan.Id, broadcast.PersonAt(i).Value);
            if (broadcast.FateAt(i) != Fate.Open)
            {
                continue;
            }

            if (outbox.Waiting(key) is { } delivery)
            {
                // It takes no place: it has one in the outbox already.
                _ = SettleAsync(broadcast, i, delivery, hasPlace: false);
            }
            else if (copies.GetValueOrDefault(key) is { State: Storage.JournalState.Failed } failed)
            {
                broadcast.Settle(i, Fate.Failed, failed.Reason ?? "");
            }
            else
            {
                // It was acknowledged in the last moment before the host ended; by whom, nobody knows any more.
                broadcast.Settle(i, Fate.Handed);
            }
        }
    }

    /// <summary>Sends to everybody who has not been sent it yet; ends when it is known of each what becomes of it.</summary>
    /// <exception cref="OperationCanceledException">The bot stops.</exception>
    public async Task SendAsync(Broadcast broadcast)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bot.Stopping, broadcast.Cancelled);
        try
        {
            await SendRestAsync(broadcast, either.Token);
        }
        catch (OperationCanceledException) when (!bot.Stopping.IsCancellationRequested)
        {
            broadcast.SettleRest(Fate.Cancelled);
        }
        finally
        {
            // Whether the last copies arrive soon, or the bot stops: this is known.
            store.SaveMarks(broadcast);
        }

        await broadcast.Settled.WaitAsync(bot.Stopping);
    }

    private async Task SendRestAsync(Broadcast broadcast, CancellationToken cancellationToken)
    {
        var plan = broadcast.Plan;
        var text = plan.IsTemplate ? TextTemplate.Parse(plan.Text) : null;
        var quiet = plan.QuietBetween is { } between ? Hours.Parse(between) : null;
        var ownPace = plan.Rate is { } rate ? new SendingPace(rate == 0 ? SendingRate.Unlimited : new SendingRate(rate), plan.Burst, bot.Clock) : pace;
        var search = new Search(people, bot.Uin);
        var marked = bot.Clock.GetTimestamp();
        while (broadcast.Next < broadcast.Total && !await IsDroppedAsync(broadcast, quiet, cancellationToken))
        {
            var isOnline = online(cancellationToken);
            broadcast.WaitsFor = isOnline.IsCompleted ? null : "the bot to be online";
            await isOnline;
            broadcast.WaitsFor = null;
            var allowed = await ownPace.TakeAsync(Math.Min(Window, broadcast.Total - broadcast.Next), cancellationToken);
            while (allowed > 0 && EndOf(quiet) is null)
            {
                allowed -= await SendSomeAsync(broadcast, allowed, text, search, cancellationToken);
            }

            if (bot.Clock.GetElapsedTime(marked) >= MarksInterval)
            {
                store.SaveMarks(broadcast);
                marked = bot.Clock.GetTimestamp();
            }
        }
    }

    private DateTimeOffset? EndOf(Hours? quiet) => quiet is null ? null : QuietHours.EndOf(quiet, bot.Clock.GetUtcNow(), zone);

    /// <summary>Waits while nobody is to be disturbed; true when it is not sent at all then.</summary>
    private async Task<bool> IsDroppedAsync(Broadcast broadcast, Hours? quiet, CancellationToken cancellationToken)
    {
        for (var isFirst = true; EndOf(quiet) is { } end; isFirst = false)
        {
            if (broadcast.Plan.IsDropped)
            {
                LogDropped(bot.Log, broadcast.Plan.Id, broadcast.Total - broadcast.Next, broadcast.Plan.QuietBetween!);
                broadcast.SettleRest(Fate.Dropped);
                return true;
            }

            if (isFirst)
            {
                var local = TimeZoneInfo.ConvertTime(end, zone);
                broadcast.WaitsFor = string.Create(
                    CultureInfo.InvariantCulture, $"the end of the quiet hours {broadcast.Plan.QuietBetween}, {local:yyyy-MM-dd HH:mm}");
                LogHeld(bot.Log, broadcast.Plan.Id, broadcast.Plan.QuietBetween!, local);
            }

            // In pieces, since somebody may set the clock.
            var left = end - bot.Clock.GetUtcNow();
            await Task.Delay(left > LongestWait ? LongestWait : left > TimeSpan.Zero ? left : TimeSpan.Zero, bot.Clock, cancellationToken);
        }

        broadcast.WaitsFor = null;
        return false;
    }

    /// <summary>Sends to some people as soon as there is a place; how many those were.</summary>
    private async Task<int> SendSomeAsync(Broadcast broadcast, int allowed, TextTemplate? text, Search search, CancellationToken cancellationToken)
    {
        await _places.Writer.WriteAsync(true, cancellationToken);
        var places = 1;
        while (places < allowed && _places.Writer.TryWrite(true))
        {
            places++;
        }

        var underWay = 0;
        try
        {
            underWay = await SendNowAsync(broadcast, places, text, search, cancellationToken);
            return places;
        }
        finally
        {
            // Those who are under way give theirs back when they have arrived.
            for (var i = underWay; i < places; i++)
            {
                _places.Reader.TryRead(out _);
            }
        }
    }

    /// <summary>Sends to the next people; how many copies are under way therefore.</summary>
    private async Task<int> SendNowAsync(Broadcast broadcast, int count, TextTemplate? text, Search search, CancellationToken cancellationToken)
    {
        var plan = broadcast.Plan;
        var first = broadcast.Next;
        var exist = await Task.WhenAll(Enumerable.Range(first, count).Select(
            index => search.ExistsAsync(broadcast.PersonAt(index), IsOnline(broadcast.PersonAt(index)), text?.UsesNick == true, SearchLimit, bot.Clock, cancellationToken)));
        var indexes = new List<int>();
        var texts = new List<(OutgoingText Text, IReadOnlyList<string> Parts)>();
        for (var i = 0; i < count; i++)
        {
            var person = broadcast.PersonAt(first + i);
            var filled = text?.Fill(values.For(person)) ?? plan.Text;
            if (!exist[i] || string.IsNullOrWhiteSpace(filled))
            {
                broadcast.Settle(first + i, Fate.Failed, exist[i] ? "the text is empty for this person" : "nobody has this UIN");
                continue;
            }

            indexes.Add(first + i);
            texts.Add((new OutgoingText(person, filled) { Key = BroadcastStore.MessageKey(plan.Id, person.Value) }, client.Split(filled)));
        }

        // From here on it counts as sent, and must not be cancelled.
        broadcast.Next += count;
        var deliveries = await outbox.SendAllAsync(texts, store.Next(broadcast, isSettled: indexes.Count < count));
        foreach (var (index, delivery) in indexes.Zip(deliveries))
        {
            _ = SettleAsync(broadcast, index, delivery, hasPlace: true);
        }

        return indexes.Count;
    }

    private async Task SettleAsync(Broadcast broadcast, int index, Task<MessagePath> delivery, bool hasPlace)
    {
        try
        {
            var path = await delivery;
            broadcast.Settle(index, FateOf(broadcast.PersonAt(index), path));
        }
        catch (Exception e)
        {
            broadcast.Settle(index, Fate.Failed, e.Message);
        }
        finally
        {
            if (hasPlace)
            {
                _places.Reader.TryRead(out _);
            }
        }
    }

    private Fate FateOf(Uin person, MessagePath path) =>
        path == MessagePath.Peer || IsOnline(person) ? Fate.Delivered
        : client.FindContact(person) is null ? Fate.Handed
        : Fate.Stored;

    private bool IsOnline(Uin person) => client.FindContact(person) is { Status: not OnlineStatus.Offline };

    [LoggerMessage(LogLevel.Information, "Broadcast {Id} waits for the end of the quiet hours {Hours}, {End:HH:mm}")]
    private static partial void LogHeld(ILogger log, string id, string hours, DateTimeOffset end);

    [LoggerMessage(LogLevel.Information, "Broadcast {Id} is not sent to {Count} people in the quiet hours {Hours}")]
    private static partial void LogDropped(ILogger log, string id, int count, string hours);

    /// <summary>Asks the server whether people exist, as long as its answers are good for something. For one broadcast.</summary>
    private sealed class Search(People people, Uin self)
    {
        private Task<bool>? _isTrusted;
        private volatile bool _isOver;

        /// <summary>False when the server says that nobody has the UIN. Who was found, or has written, is not searched for again.</summary>
        public async Task<bool> ExistsAsync(
            Uin person, bool isOnline, bool needsNick, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
        {
            try
            {
                if (_isOver || people.IsKnown(person) || (!needsNick && (isOnline || people.HasWritten(person))))
                {
                    return true;
                }

                // A server that does not find the bot itself finds nobody.
                return await people.FindAsync(person, cancellationToken).WaitAsync(limit, time, cancellationToken)
                    || !await (_isTrusted ??= people.FindAsync(self, cancellationToken)).WaitAsync(limit, time, cancellationToken);
            }
            catch (Exception e) when (e is TimeoutException or DeliveryException or IOException)
            {
                _isOver = e is not DeliveryException { SessionEnded: true };
                return true;
            }
        }
    }
}

using System.Globalization;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Replies;

/// <summary>The word with which an admin gets what people wrote while the bot was away.</summary>
/// <param name="bot">The bot.</param>
/// <param name="entry">What bots.yaml says.</param>
/// <param name="kept">The texts.</param>
/// <param name="nickOf">The nick of somebody; null: it is not known.</param>
/// <param name="zone">The bot's time zone.</param>
/// <param name="codes">Looks at one-time codes; null where none are asked for.</param>
internal sealed partial class KeptMessagesWord(
    IScriptBot bot,
    AwayReplyEntry entry,
    KeptMessages kept,
    Func<Uin, ValueTask<string?>> nickOf,
    TimeZoneInfo zone,
    Func<Uin, DateTimeOffset, long, CodeCheck?> codes) : IMessageWords
{
    /// <summary>No more than five texts a second: a person's program shows each of them.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private int _isHandingOver;

    private IEnumerable<string> Words => entry.Words.Select(word => word.Value);

    /// <inheritdoc/>
    public async Task<bool> TryTakeAsync(IncomingMessage message)
    {
        if (!bot.Admins.Contains(message.From) || !message.IsVerified)
        {
            if (MessageWord.IsOneOf(message.Text, Words))
            {
                Trace.Current?.Note(message.IsVerified
                    ? $"it asks for the kept messages, and {message.From} is no admin"
                    : $"it asks for the kept messages, and it is not certain that {message.From} has sent it");
            }

            return false;
        }

        var cameAt = message.Path == MessagePath.Stored ? bot.Clock.GetUtcNow() : message.SentAt;
        var proof = new Proof(message, codes(message.From, cameAt, message.Id));
        if (!MessageWord.IsOneOf(proof.Text, Words))
        {
            return false;
        }

        Trace.Current?.Note($"it asks for the kept messages: {kept.Keys.Count}");
        await AnswerAsync(message, proof.Problem);
        return true;
    }

    private async Task AnswerAsync(IncomingMessage message, string? problem)
    {
        var keys = kept.Keys;
        if (problem is not null)
        {
            await SendAsync(message.From, problem);
        }
        else if (Interlocked.Exchange(ref _isHandingOver, 1) == 1)
        {
            await SendAsync(message.From, "The messages are on their way.");
        }
        else if (keys.Count == 0)
        {
            Volatile.Write(ref _isHandingOver, 0);
            await SendAsync(message.From, "Nobody has written.");
        }
        else
        {
            var dropped = kept.Dropped;
            await SendAsync(message.From, keys.Count == 1 ? "1 message:" : $"{keys.Count} messages:");
            if (dropped > 0)
            {
                await SendAsync(message.From, $"Before them {dropped} came that are lost: no more than {entry.Keep} are kept.");
                kept.ForgetDropped();
            }

            // They may take a while; what the admin writes meanwhile is handled meanwhile. The messages do not belong to the handling of this one.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => HandOverAsync(message.From, keys), CancellationToken.None);
            }
        }
    }

    /// <summary>Sends one after the other; each is forgotten when the outbox keeps it, and a name keeps it from being sent twice after a kill.</summary>
    private async Task HandOverAsync(Uin admin, IReadOnlyList<string> keys)
    {
        var isDone = false;
        try
        {
            foreach (var key in keys)
            {
                if (kept.Find(key) is { } message)
                {
                    var sent = await bot.SendAsync(
                        new OutgoingText(admin, await ShownAsync(message)) { Key = $"icqbots/{key}" }, bot.Stopping);
                    kept.Remove(key);
                    await sent.Delivered.WaitAsync(bot.Stopping);
                    await Task.Delay(Pace, bot.Clock, bot.Stopping);
                }
                else
                {
                    kept.Remove(key);
                }
            }

            isDone = true;
        }
        catch (OperationCanceledException) when (bot.Stopping.IsCancellationRequested)
        {
            // The rest waits for the next time.
        }
        catch (Exception e)
        {
            LogNotSent(bot.Log, admin, e.Message);
        }
        finally
        {
            Volatile.Write(ref _isHandingOver, 0);
        }

        if (isDone)
        {
            LogHandedOver(bot.Log, admin, keys.Count);
        }
    }

    private async ValueTask<string> ShownAsync(KeptMessage message)
    {
        var nick = await nickOf(message.From);
        var at = TimeZoneInfo.ConvertTime(message.At, zone);
        return string.Create(CultureInfo.InvariantCulture, $"{at:d MMM HH:mm} {(nick is null ? "" : $"{nick} ")}({message.From}): {message.Text}");
    }

    private async Task SendAsync(Uin admin, string text)
    {
        try
        {
            await bot.SendAsync(new OutgoingText(admin, text), CancellationToken.None);
        }
        catch (DeliveryException e)
        {
            LogNotSent(bot.Log, admin, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Admin} has got the {Count} messages that were kept")]
    private static partial void LogHandedOver(ILogger log, Uin admin, int count);

    [LoggerMessage(LogLevel.Warning, "{Admin} does not get the messages that were kept now: {Reason}")]
    private static partial void LogNotSent(ILogger log, Uin admin, string reason);
}

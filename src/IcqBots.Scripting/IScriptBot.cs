using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting;

/// <summary>What a script needs from the bot that it serves. The host's bot implements it; tests record it.</summary>
public interface IScriptBot
{
    /// <summary>The bot's name in bots.yaml.</summary>
    string Name { get; }

    /// <summary>The bot's own number.</summary>
    Uin Uin { get; }

    /// <summary>The nick in bots.yaml, or the name where there is none.</summary>
    string Nick { get; }

    /// <summary>The status that the bot shows now, or will show when it is online again.</summary>
    OnlineStatus Status { get; }

    /// <summary>The away message that goes with the status, or an empty text.</summary>
    string AwayMessage { get; }

    /// <summary>Everybody on the bot's contact list, with presence as last heard.</summary>
    IReadOnlyCollection<Contact> Contacts { get; }

    /// <summary>The clock of the host.</summary>
    TimeProvider Clock { get; }

    /// <summary>A log whose entries carry the bot's name.</summary>
    ILogger Log { get; }

    /// <summary>Ends when the bot stops.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Who may give the bot orders.</summary>
    IReadOnlyList<Uin> Admins { get; }

    /// <summary>What commands begin with; may be empty.</summary>
    string CommandPrefix { get; }

    /// <summary>All bots of the host by their names in bots.yaml, this one too.</summary>
    IReadOnlyDictionary<string, IScriptBot> Bots { get; }

    /// <summary>Fetches from the web, with time-outs, for all scripts.</summary>
    HttpClient Http { get; }

    /// <summary>Where chance comes from.</summary>
    Random Random { get; }

    /// <summary>What scripts do on ICQ besides sending texts.</summary>
    IScriptClient Client { get; }

    /// <summary>Sends a text; the task ends when the host keeps it until it is delivered.</summary>
    /// <exception cref="DeliveryException">Too many messages wait to be delivered.</exception>
    Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken);

    /// <summary>Sends a text to several people, each of them once, and tells who got it; the task ends when all of them have been tried.</summary>
    async Task<BroadcastResult> BroadcastAsync(IReadOnlyList<Uin> people, string text, CancellationToken cancellationToken)
    {
        // All at once: somebody whose address does not answer must not keep the rest waiting. No script code runs after an await in
        // here, so that none of it needs the bot's own scheduler.
        return new BroadcastResult(await Task.WhenAll(people.Select(AttemptAsync).ToArray()).ConfigureAwait(false));

        async Task<BroadcastDelivery> AttemptAsync(Uin to)
        {
            try
            {
                var sent = await SendAsync(new OutgoingText(to, text), cancellationToken).ConfigureAwait(false);
                await sent.Delivered.WaitAsync(cancellationToken).ConfigureAwait(false);
                return new BroadcastDelivery(to, IsDelivered: true, "");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return new BroadcastDelivery(to, IsDelivered: false, exception.Message);
            }
        }
    }

    /// <summary>
    /// Sends a question and gives the person's next text, which no handler gets then. Called while a message of that person is handled, it
    /// lets the person's next messages pass meanwhile.
    /// </summary>
    /// <exception cref="NoAnswerException">No answer came within the limit.</exception>
    Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Changes status and away message, now and for later logins.</summary>
    Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken);
}

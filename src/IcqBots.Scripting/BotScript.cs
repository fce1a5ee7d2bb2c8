using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting;

/// <summary>Everything that a script can call: its members are the script's globals, one instance for each bot and script.</summary>
public sealed class BotScript
{
    private readonly IScriptBot _bot;

    internal BotScript(IScriptBot bot) => _bot = bot;

    /// <summary>The bot's name in bots.yaml.</summary>
    public string Name => _bot.Name;

    /// <summary>The bot's own number.</summary>
    public Uin Uin => _bot.Uin;

    /// <summary>The nick in bots.yaml, or the name where there is none.</summary>
    public string Nick => _bot.Nick;

    /// <summary>The status that the bot shows now, or will show when it is online again.</summary>
    public OnlineStatus Status => _bot.Status;

    /// <summary>The away message that goes with the status, or an empty text.</summary>
    public string AwayMessage => _bot.AwayMessage;

    /// <summary>Everybody on the bot's contact list, with presence as last heard.</summary>
    public IReadOnlyCollection<Contact> Contacts => _bot.Contacts;

    /// <summary>The clock of the host: what the time is, and what delays are measured with.</summary>
    public TimeProvider Clock => _bot.Clock;

    /// <summary>A log whose entries carry the bot's name.</summary>
    public ILogger Log => _bot.Log;

    /// <summary>Ends what still waits when the bot stops; hand it to everything that takes a token.</summary>
    public CancellationToken Stopping => _bot.Stopping;

    internal ScriptHandlers Handlers { get; } = new();

    /// <summary>Registers a handler for every message that arrives, whichever way it comes.</summary>
    public void OnMessage(Func<IncomingMessage, Task> handler) => Handlers.AddMessage(handler);

    /// <summary>Registers a handler for contacts that come online, with the status that they have from then on.</summary>
    public void OnContactOnline(Func<Contact, Task> handler) => Handlers.AddContactOnline(handler);

    /// <summary>Registers a handler for contacts that go offline.</summary>
    public void OnContactOffline(Func<Contact, Task> handler) => Handlers.AddContactOffline(handler);

    /// <summary>Registers a handler for contacts that are online and change their status.</summary>
    public void OnContactStatus(Func<Contact, Task> handler) => Handlers.AddContactStatus(handler);

    /// <summary>Registers a handler for the schedules in bots.yaml whose <c>run</c> names it; two handlers of one name both run.</summary>
    public void OnSchedule(string name, Func<Task> handler) => Handlers.AddSchedule(name, handler);

    /// <summary>Sends a text; the task ends when the receiver's end, or the server, has acknowledged all of it.</summary>
    public Task SendAsync(Uin to, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _bot.SendAsync(to, text, cancellationToken);
    }

    /// <summary>Sends a text to every contact, online or not; the task ends when all of them have been tried.</summary>
    /// <exception cref="BroadcastException">Some contacts did not get it; the others did.</exception>
    public async Task BroadcastAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);

        // All at once: a contact whose address does not answer must not keep the rest waiting. No script code runs after an
        // await in here, so that none of it needs the bot's own scheduler.
        var attempts = await Task.WhenAll(Contacts.Select(contact => AttemptAsync(contact.Uin)).ToArray()).ConfigureAwait(false);
        var failures = attempts.OfType<(Uin To, Exception Reason)>().ToArray();
        if (failures.Length > 0)
        {
            throw new BroadcastException([.. failures.Select(failure => failure.To)], failures[0].Reason);
        }

        async Task<(Uin, Exception)?> AttemptAsync(Uin to)
        {
            try
            {
                await _bot.SendAsync(to, text, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return (to, exception);
            }
        }
    }

    /// <summary>Changes status and away message, now and for later logins.</summary>
    /// <exception cref="ArgumentException">The status is <see cref="OnlineStatus.Offline"/>, which is the host's to bring about.</exception>
    public Task SetStatusAsync(OnlineStatus status, string awayMessage = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(awayMessage);
        return status == OnlineStatus.Offline
            ? throw new ArgumentException("A script cannot log its bot off; OnlineStatus.Invisible hides it.", nameof(status))
            : _bot.SetStatusAsync(status, awayMessage, cancellationToken);
    }
}

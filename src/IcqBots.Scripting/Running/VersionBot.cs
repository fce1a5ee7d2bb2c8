using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting.Running;

/// <summary>A bot as one version of a script has it: it does nothing any more when that version has ended.</summary>
internal sealed class VersionBot(IScriptBot bot, ScriptVersion version) : IScriptBot
{
    /// <summary>The version, which may be one of another bot's script.</summary>
    public ScriptVersion Version => version;

    public string Name => bot.Name;

    public Uin Uin => bot.Uin;

    public string Nick => bot.Nick;

    public OnlineStatus Status => bot.Status;

    public string AwayMessage => bot.AwayMessage;

    public IReadOnlyCollection<Contact> Contacts => bot.Contacts;

    public TimeProvider Clock => bot.Clock;

    public ILogger Log => bot.Log;

    /// <summary>Is cancelled when the version ends, too.</summary>
    public CancellationToken Stopping => version.Stopping;

    public IReadOnlyList<Uin> Admins => bot.Admins;

    public string CommandPrefix => bot.CommandPrefix;

    public IReadOnlyDictionary<string, IScriptBot> Bots => bot.Bots;

    public HttpClient Http => bot.Http;

    public Random Random => bot.Random;

    public IScriptClient Client => new VersionClient(bot.Client, version);

    public Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken)
    {
        version.ThrowIfEnded();
        return bot.SendAsync(message, cancellationToken);
    }

    public Task<BroadcastResult> BroadcastAsync(IReadOnlyList<Uin> people, string text, CancellationToken cancellationToken)
    {
        version.ThrowIfEnded();
        return bot.BroadcastAsync(people, text, cancellationToken);
    }

    public Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken)
    {
        version.ThrowIfEnded();
        return bot.AskAsync(person, question, limit, cancellationToken);
    }

    public Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken)
    {
        version.ThrowIfEnded();
        return bot.SetStatusAsync(status, awayMessage, cancellationToken);
    }
}

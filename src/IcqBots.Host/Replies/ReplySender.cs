using IcqBots.Client;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Replies;

/// <summary>Sends what a bot answers by itself, and passes messages on.</summary>
internal sealed partial class ReplySender(IScriptBot bot, ReplyAudience audience, ReplyGuards guards, TemplateSource texts)
{
    private static readonly TextTemplate _nick = TextTemplate.Parse("{nick}");

    /// <summary>The nick of somebody; null: the server does not tell it.</summary>
    public async ValueTask<string?> NickOfAsync(Uin person) => (await texts.ForAnswerAsync(person, _nick, CancellationToken.None)).Nick;

    /// <summary>
    /// Answers a message. It is in the outbox when the call returns, on whatever thread, so that it goes with the handling of the message.
    /// </summary>
    public void Answer(MessageReceived message, string text)
    {
        guards.NoteSent(message.From, message.IsVerified);
        _ = SendAsync(message.From, text);
    }

    /// <summary>Passes a message on; what the receiver, or a bot of this host, has written is not passed on, so that nothing goes round in circles.</summary>
    /// <param name="message">The message.</param>
    /// <param name="text">Its text.</param>
    /// <param name="to">Who gets it.</param>
    public async Task ForwardAsync(MessageReceived message, string text, Uin to)
    {
        if (message.From == to || to == bot.Uin || audience.IsOwn(message.From) || AutomaticText.Is(text))
        {
            Trace.Current?.Note($"not passed on to {to}: it comes from there, from a bot of this host, or from a program");
            return;
        }

        var forwarded = AutomaticText.Forwarded(message.From, await NickOfAsync(message.From), text);
        guards.NoteSent(to, isVerified: true);
        Trace.Current?.Note($"passed on to {to}");
        await SendAsync(to, forwarded);
    }

    /// <summary>Tells the admins something while it is of use.</summary>
    public void TellAdmins(string text)
    {
        foreach (var admin in bot.Admins)
        {
            _ = SendAsync(admin, text, bot.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        }
    }

    private async Task SendAsync(Uin to, string text, DateTimeOffset? expiresAt = null)
    {
        if (text.Length == 0)
        {
            return;
        }

        try
        {
            await bot.SendAsync(new OutgoingText(to, text) { ExpiresAt = expiresAt }, CancellationToken.None);
        }
        catch (DeliveryException e)
        {
            LogNotSent(bot.Log, to, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Receiver} gets no automatic answer: {Reason}")]
    private static partial void LogNotSent(ILogger log, Uin receiver, string reason);
}

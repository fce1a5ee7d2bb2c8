using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Scripting;

namespace IcqBots.Host.Replies;

/// <summary>Decides which messages are ever answered automatically: those that a person has written to this bot alone.</summary>
internal sealed class ReplyAudience(IScriptBot bot)
{
    /// <summary>All bots of the host are there when the first message is handled.</summary>
    private readonly Lazy<HashSet<Uin>> _own = new(() => [.. bot.Bots.Values.Select(each => each.Uin), bot.Uin]);

    /// <summary>What is compared with rules, and kept; null: it is neither a text nor a web address, which is nothing that is answered.</summary>
    public static string? TextOf(Incoming incoming) => incoming switch
    {
        IncomingMessage message => message.Text,
        IncomingUrl url => $"{url.Description} {url.Address}".Trim(),
        _ => null,
    };

    /// <summary>True for the bots of this host.</summary>
    public bool IsOwn(Uin person) => _own.Value.Contains(person);

    /// <summary>Why nobody who has sent this wants an automatic answer, or should get one; null: they may.</summary>
    public string? WhyNot(MessageReceived message, string text) =>
        message.From.IsServer ? $"{message.From} is no person but a server"
        : IsOwn(message.From) ? $"{message.From} is a bot of this host"
        : message.ToSeveral ? "it went to several people at once"
        : AutomaticText.Is(text) ? "it is an automatic answer itself"
        : null;
}

using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>Anything that somebody has sent to the bot, whichever way it came.</summary>
public abstract class Incoming
{
    private readonly MessageOrigin _origin;
    private CancellationToken _stopping;

    private protected Incoming(IScriptBot bot, MessageOrigin origin)
    {
        Bot = bot;
        _origin = origin;
    }

    /// <summary>The sender's number. Of what came directly it is only what the other program says; the server knows who it passes on.</summary>
    public Uin From => _origin.From;

    /// <summary>What kind of message it is.</summary>
    public MessageType Type => _origin.Type;

    /// <summary>When it was sent, as the server told (to the minute), else when it arrived.</summary>
    public DateTimeOffset SentAt => _origin.SentAt;

    /// <summary>The way by which it came.</summary>
    public MessagePath Path => _origin.Path;

    /// <summary>True when the sender has sent it to several people at once.</summary>
    public bool ToSeveral => _origin.ToSeveral;

    private protected IScriptBot Bot { get; }

    /// <summary>Sends a text back to the sender; the task ends when it is acknowledged.</summary>
    public Task ReplyAsync(string text, CancellationToken cancellationToken = default) => Bot.SendAsync(From, text, cancellationToken);

    /// <summary>
    /// Asks the sender something, and gives the text that they write next; no other handler gets that one. The messages of other people
    /// are handled meanwhile.
    /// </summary>
    /// <param name="question">What they are asked.</param>
    /// <param name="limit">How long to wait; 5 minutes where nothing is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NoAnswerException">They have not answered in time. A handler that does not catch it ends quietly.</exception>
    public Task<string> AskAsync(string question, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(Bot, From, _stopping).AskAsync(question, limit, cancellationToken);

    /// <summary>
    /// Asks the sender for a value: an int, long, decimal, bool, TimeSpan, DateOnly, TimeOnly or Uin. What is none is asked again, three times.
    /// </summary>
    /// <inheritdoc cref="AskAsync(string, TimeSpan?, CancellationToken)"/>
    public Task<T> AskAsync<T>(string question, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(Bot, From, _stopping).AskAsync<T>(question, limit, cancellationToken);

    /// <summary>Asks the sender to choose one of several words, whatever the capitals. Anything else is asked again, three times.</summary>
    /// <inheritdoc cref="AskAsync(string, TimeSpan?, CancellationToken)"/>
    public Task<string> ChooseAsync(
        string question, IReadOnlyList<string> choices, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(Bot, From, _stopping).ChooseAsync(question, choices, limit, cancellationToken);

    /// <summary>The same for one script: what it asks ends when it ends.</summary>
    internal Incoming For(CancellationToken stopping)
    {
        var copy = (Incoming)MemberwiseClone();
        copy._stopping = stopping;
        return copy;
    }

    /// <summary>
    /// The event for a message that arrived: each kind has a class of its own. What only a server makes, such as "you were added", is
    /// believed to come from one only when it did: directly, anybody could have sent it in any name, and it is an <see cref="OtherMessage"/>.
    /// </summary>
    /// <param name="bot">The bot that replies.</param>
    /// <param name="origin">Who sent it, when and how.</param>
    /// <param name="text">Its text; fields of structured messages with their separators.</param>
    /// <param name="wire">The bot's code page.</param>
    public static Incoming Create(IScriptBot bot, MessageOrigin origin, string text, WireText wire) => origin.Type switch
    {
        MessageType.Text => new IncomingMessage(bot, origin, text),
        MessageType.Url => new IncomingUrl(bot, origin, UrlMessage.Parse(text, wire)),
        MessageType.ContactList => new IncomingContacts(bot, origin, ContactListMessage.Parse(text, wire)),
        _ when origin.Path == MessagePath.Peer => new OtherMessage(bot, origin, text),
        MessageType.AuthorizationRequest => new AuthorizationRequest(bot, origin, AuthorizationRequestMessage.Parse(text, wire)),
        MessageType.AuthorizationGranted => new AuthorizationGranted(bot, origin),
        MessageType.AuthorizationDenied => new AuthorizationDenied(bot, origin, AuthorizationDeniedMessage.Parse(text, wire)),
        MessageType.YouWereAdded => new Added(bot, origin, YouWereAddedMessage.Parse(text, wire)),
        MessageType.WebPager or MessageType.EmailExpress => new IncomingPager(bot, origin, PagerMessage.Parse(text, wire)),
        _ => new OtherMessage(bot, origin, text),
    };
}

using IcqBots.Protocol;
using IcqBots.Protocol.Messages;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>Anything that somebody has sent to the bot, whichever way it came.</summary>
public abstract class Incoming
{
    private readonly MessageOrigin _origin;

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

    private protected IScriptBot Bot { get; private set; }

    /// <summary>
    /// True when the server has passed it on, or when it came directly from where the server says that the sender is. Else anybody can have sent
    /// it in the sender's name.
    /// </summary>
    public bool IsVerified => _origin.IsVerified;

    /// <summary>The message's number in the host's journal, the same when it is handled again; 0 where there is no journal.</summary>
    public long Id => _origin.Id;

    /// <summary>
    /// True when the host had handed it to scripts before, but ended before they had handled it. What they sent then is not sent again.
    /// </summary>
    public bool IsRedelivered => _origin.IsRedelivered;

    /// <summary>Sends a text back to the sender. The host keeps it, also through a restart, until it is delivered.</summary>
    /// <param name="text">What; a long text is sent in several messages.</param>
    /// <param name="key">A name under which the bot sends only one message, however often a script tries.</param>
    /// <param name="cancellationToken">Gives up before it is kept.</param>
    public Task<SentMessage> ReplyAsync(string text, string? key = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Bot.SendAsync(new OutgoingText(From, text) { Key = key }, cancellationToken);
    }

    /// <summary>Sends a text back to the sender, unless it is cancelled before the host keeps it.</summary>
    public Task<SentMessage> ReplyAsync(string text, CancellationToken cancellationToken) => ReplyAsync(text, null, cancellationToken);

    /// <summary>
    /// Asks the sender something, and gives the text that they write next; no other handler gets that one. The messages of other people
    /// are handled meanwhile.
    /// </summary>
    /// <param name="question">What they are asked.</param>
    /// <param name="limit">How long to wait; 5 minutes where nothing is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NoAnswerException">They have not answered in time. A handler that does not catch it ends quietly.</exception>
    public Task<string> AskAsync(string question, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(Bot, From).AskAsync(question, limit, cancellationToken);

    /// <summary>
    /// Asks the sender for a value: an int, long, decimal, bool, TimeSpan, DateOnly, TimeOnly or Uin. What is none is asked again, three times.
    /// </summary>
    /// <inheritdoc cref="AskAsync(string, TimeSpan?, CancellationToken)"/>
    public Task<T> AskAsync<T>(string question, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(Bot, From).AskAsync<T>(question, limit, cancellationToken);

    /// <summary>Asks the sender to choose one of several words, whatever the capitals. Anything else is asked again, three times.</summary>
    /// <inheritdoc cref="AskAsync(string, TimeSpan?, CancellationToken)"/>
    public Task<string> ChooseAsync(
        string question, IReadOnlyList<string> choices, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(Bot, From).ChooseAsync(question, choices, limit, cancellationToken);

    /// <summary>The same for one version of a script: what it asks and answers ends when that ends.</summary>
    internal Incoming For(VersionBot bot)
    {
        var copy = (Incoming)MemberwiseClone();
        copy.Bot = bot;
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

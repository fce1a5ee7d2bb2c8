using System.Runtime.CompilerServices;
using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>What a bot is and does on ICQ: the bot that a script serves, or another one of the host (<see cref="BotScript.Bots"/>).</summary>
public class BotIdentity
{
    /// <summary>More than any known packet has; larger datagrams get lost on the way.</summary>
    private const int MaxPacketBody = 8000;

    private const int MaxKeyLength = 200;

    private readonly IScriptBot _bot;

    internal BotIdentity(IScriptBot bot) => _bot = bot;

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

    /// <summary>
    /// Sends a text. The host keeps it, also through a restart, until it is delivered: the task ends at once, and the result tells when it is.
    /// </summary>
    /// <param name="to">Who gets it.</param>
    /// <param name="text">What; a long text is sent in several messages.</param>
    /// <param name="urgency">Whether it is urgent, or to be left in the receiver's contact list. Only people who can be reached directly see that.</param>
    /// <param name="key">A name under which the bot sends only one message, however often a script tries; at most 200 characters.</param>
    /// <param name="expiresIn">When it is not worth sending any more.</param>
    /// <param name="cancellationToken">Gives up before it is kept.</param>
    /// <exception cref="DeliveryException">10,000 messages of the bot wait to be delivered.</exception>
    public Task<SentMessage> SendAsync(
        Uin to,
        string text,
        MessageUrgency urgency = MessageUrgency.Normal,
        string? key = null,
        TimeSpan? expiresIn = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var message = new OutgoingText(Person(to), text) { Urgency = urgency, Key = Checked(key), ExpiresAt = End(expiresIn) };
        return _bot.SendAsync(message, cancellationToken);
    }

    /// <summary>Sends a text, unless it is cancelled before the host keeps it.</summary>
    /// <exception cref="DeliveryException">10,000 messages of the bot wait to be delivered.</exception>
    public Task<SentMessage> SendAsync(Uin to, string text, CancellationToken cancellationToken) =>
        SendAsync(to, text, MessageUrgency.Normal, cancellationToken: cancellationToken);

    /// <summary>
    /// Sends a text to every contact, online or not, and tells who got it; the task ends when all of them have been tried. Throws only when
    /// it is cancelled.
    /// </summary>
    public Task<BroadcastResult> BroadcastAsync(string text, CancellationToken cancellationToken = default) =>
        BroadcastAsync(Contacts.Select(contact => contact.Uin), text, cancellationToken);

    /// <summary>
    /// Sends a text to several people, each of them once, and tells who got it; the task ends when all of them have been tried. Throws only
    /// when it is cancelled.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is no UIN; nobody has got anything.</exception>
    public Task<BroadcastResult> BroadcastAsync(IEnumerable<Uin> people, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(text);
        Uin[] list = [.. people.Distinct()];
        foreach (var person in list)
        {
            Person(person, nameof(people));
        }

        return _bot.BroadcastAsync(list, text, cancellationToken);
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

    /// <summary>Sends a web address, with what there is to say about it.</summary>
    public Task<SentMessage> SendUrlAsync(Uin to, string address, string description = "", CancellationToken cancellationToken = default) =>
        _bot.Client.SendUrlAsync(Person(to), new UrlMessage(description, address), cancellationToken);

    /// <summary>Sends contacts for the receiver's contact list.</summary>
    /// <exception cref="ArgumentException">There are none, or one of them has no UIN.</exception>
    public Task<SentMessage> SendContactsAsync(Uin to, IEnumerable<ListedContact> contacts, CancellationToken cancellationToken = default)
    {
        ListedContact[] list = [.. contacts];
        if (list.Length == 0)
        {
            throw new ArgumentException("There are no contacts to send", nameof(contacts));
        }

        foreach (var contact in list)
        {
            Person(contact.Uin, nameof(contacts));
        }

        return _bot.Client.SendContactsAsync(Person(to), list, cancellationToken);
    }

    /// <summary>Asks somebody for the permission to add them; <see cref="BotScript.OnAuthorizationGranted"/> tells the answer.</summary>
    public Task<SentMessage> RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken = default) =>
        _bot.Client.RequestAuthorizationAsync(Person(to), reason, cancellationToken);

    /// <summary>Permits somebody to add the bot, asked or unasked.</summary>
    public Task<SentMessage> GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken = default) =>
        _bot.Client.GrantAuthorizationAsync(Person(to), cancellationToken);

    /// <summary>Refuses somebody the permission to add the bot.</summary>
    public Task<SentMessage> DenyAuthorizationAsync(Uin to, string reason = "", CancellationToken cancellationToken = default) =>
        _bot.Client.DenyAuthorizationAsync(Person(to), reason, cancellationToken);

    /// <summary>Adds somebody to the contact list, also over a restart; they are told.</summary>
    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.AddContactAsync(SomebodyElse(uin), cancellationToken);

    /// <summary>Takes somebody off the contact list, also over a restart; they are not told.</summary>
    public Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.RemoveContactAsync(SomebodyElse(uin), cancellationToken);

    /// <summary>Lets somebody see the bot also while it is invisible, for as long as the bot runs.</summary>
    public Task ShowToAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.ShowToAsync(SomebodyElse(uin), cancellationToken);

    /// <summary>Hides the bot from somebody, for as long as the bot runs.</summary>
    public Task HideFromAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.HideFromAsync(SomebodyElse(uin), cancellationToken);

    /// <summary>The away message of somebody who can be reached directly; empty while they have none.</summary>
    public Task<string> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.ReadAwayMessageAsync(Person(uin), cancellationToken);

    /// <summary>Who has this UIN: one hit, or none.</summary>
    public Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.SearchAsync(Person(uin), cancellationToken);

    /// <summary>Who has these names, or this e-mail address.</summary>
    public Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken = default) =>
        _bot.Client.SearchAsync(search, cancellationToken);

    /// <summary>Somebody's basic information; null: nobody has the UIN.</summary>
    public Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.GetInfoAsync(Person(uin), cancellationToken);

    /// <summary>Somebody's extended information; null: nobody has the UIN.</summary>
    public Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.GetExtendedInfoAsync(Person(uin), cancellationToken);

    /// <summary>Changes the bot's own basic information on the server.</summary>
    /// <exception cref="ArgumentException">A field takes more than 450 bytes.</exception>
    public Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken = default) =>
        _bot.Client.UpdateInfoAsync(info, cancellationToken);

    /// <summary>Changes the bot's own extended information on the server.</summary>
    /// <exception cref="ArgumentException">A field takes more than 450 bytes.</exception>
    public Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken = default) =>
        _bot.Client.UpdateExtendedInfoAsync(info, cancellationToken);

    /// <summary>Changes the bot's password on the server for as long as the bot runs: write it into bots.yaml, too.</summary>
    public Task ChangePasswordAsync(string password, CancellationToken cancellationToken = default) =>
        _bot.Client.ChangePasswordAsync(Secret(password), cancellationToken);

    /// <summary>A new UIN at the bot's server, which the script may use or pass on. It needs no login.</summary>
    /// <exception cref="NotSupportedException">The server registers nobody.</exception>
    /// <exception cref="DeliveryException">The server is busy, or does not answer within a minute.</exception>
    public Task<Uin> RegisterAsync(string password, CancellationToken cancellationToken = default) =>
        _bot.Client.RegisterAsync(Secret(password), cancellationToken);

    /// <summary>True when UIN and password are right at the bot's server; no session begins or ends. It needs no login.</summary>
    /// <exception cref="DeliveryException">The server is busy, or does not answer within a minute.</exception>
    public Task<bool> CheckLoginAsync(Uin uin, string password, CancellationToken cancellationToken = default) =>
        _bot.Client.CheckLoginAsync(Person(uin), Secret(password), cancellationToken);

    /// <summary>Tells the bot's server that somebody wants to register, which no server demands. It needs no login.</summary>
    /// <exception cref="NotSupportedException">The server registers nobody.</exception>
    /// <exception cref="DeliveryException">The server is busy, or does not answer within a minute.</exception>
    public Task AskPermissionAsync(CancellationToken cancellationToken = default) => _bot.Client.AskPermissionAsync(cancellationToken);

    /// <summary>Sends a packet that no other member sends; the task ends when the server has acknowledged it.</summary>
    /// <exception cref="ArgumentException">The body takes more than 8000 bytes.</exception>
    public Task SendPacketAsync(ushort command, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        body.Length <= MaxPacketBody
            ? _bot.Client.SendPacketAsync(new RawPacket(command, body), cancellationToken)
            : throw new ArgumentException($"The body takes {body.Length} bytes; a packet may have {MaxPacketBody}", nameof(body));

    /// <summary>
    /// Offers a file to somebody who can be reached directly, sends it when they accept, and tells whether they have taken it. Throws a
    /// <see cref="DeliveryException"/> where they cannot be reached, or do not answer.
    /// </summary>
    /// <param name="to">Who shall get it.</param>
    /// <param name="path">The file, relative to bots.yaml.</param>
    /// <param name="description">What there is to say about it.</param>
    /// <param name="progress">Is told now and then how far it is.</param>
    /// <param name="cancellationToken">Withdraws the offer, or stops the transfer.</param>
    public Task<FileTransferResult> SendFileAsync(
        Uin to,
        string path,
        string description = "",
        Action<FileProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        _bot.Client.SendFilesAsync(Person(to), [path], description, progress, cancellationToken);

    /// <summary>Asks somebody who can be reached directly for a chat; the task ends when both are in it.</summary>
    public Task<Chat> ChatAsync(Uin to, string reason = "", CancellationToken cancellationToken = default) =>
        _bot.Client.ChatAsync(Person(to), reason, cancellationToken);

    private static string? Checked(string? key) => key is null or { Length: > 0 and <= MaxKeyLength }
        ? key
        : throw new ArgumentException($"A key has 1 to {MaxKeyLength} characters, and this one {key.Length}", nameof(key));

    private DateTimeOffset? End(TimeSpan? expiresIn)
    {
        if (expiresIn is not { } span)
        {
            return null;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, nameof(expiresIn));
        var now = _bot.Clock.GetUtcNow();
        return DateTimeOffset.MaxValue - now > span ? now + span : null;
    }

    private Uin SomebodyElse(Uin uin) => Person(uin) != Uin
        ? uin
        : throw new ArgumentException($"{uin} is the bot itself, which its own lists do not hold", nameof(uin));

    private protected static Uin Person(Uin uin, [CallerArgumentExpression(nameof(uin))] string? parameter = null) =>
        uin.IsValid ? uin : throw new ArgumentException($"{uin} is not a UIN", parameter);

    private static Password Secret(string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new Password(password);
    }
}

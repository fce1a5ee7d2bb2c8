using System.Runtime.CompilerServices;
using IcqBots.Protocol;
using IcqBots.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting;

/// <summary>Everything that a script can call: its members are the script's globals, one instance for each bot and script.</summary>
public sealed class BotScript
{
    /// <summary>More than any known packet has; larger datagrams get lost on the way.</summary>
    private const int MaxPacketBody = 8000;

    private readonly IScriptBot _bot;
    private readonly IScriptEnvironment _environment;

    internal BotScript(IScriptBot bot, IScriptEnvironment environment, string path, CancellationToken stopping)
    {
        _bot = bot;
        _environment = environment;
        Stopping = stopping;
        Handlers = new ScriptHandlers(path);
    }

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

    /// <summary>Ends what still waits when the bot stops, or when a new version of the script takes over; hand it to everything that takes a token.</summary>
    public CancellationToken Stopping { get; }

    internal ScriptHandlers Handlers { get; }

    /// <summary>Registers a handler for every text that a person wrote, whichever way it comes.</summary>
    public void OnMessage(Func<IncomingMessage, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for web addresses that people send.</summary>
    public void OnUrl(Func<IncomingUrl, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for contacts that people recommend.</summary>
    public void OnContacts(Func<IncomingContacts, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for people who ask to be allowed to add the bot.</summary>
    public void OnAuthorizationRequest(Func<AuthorizationRequest, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for people who allow the bot to add them.</summary>
    public void OnAuthorizationGranted(Func<AuthorizationGranted, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for people who refuse to be added.</summary>
    public void OnAuthorizationDenied(Func<AuthorizationDenied, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for people who have added the bot to a contact list.</summary>
    public void OnAdded(Func<Added, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for messages from web pages and by e-mail.</summary>
    public void OnPager(Func<IncomingPager, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for files that people offer directly.</summary>
    public void OnFile(Func<FileOffer, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for people who ask for a chat.</summary>
    public void OnChat(Func<ChatRequest, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for messages of types that have no handler of their own.</summary>
    public void OnOtherMessage(Func<OtherMessage, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for messages that the server had stored, and lost.</summary>
    public void OnLostMessage(Func<LostMessage, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for packets of the server whose layout nobody knows.</summary>
    public void OnPacket(Func<RawPacket, Task> handler) => Handlers.Add(handler);

    /// <summary>Registers a handler for contacts that come online, with the status that they have from then on.</summary>
    public void OnContactOnline(Func<Contact, Task> handler) => Handlers.AddContact(ContactChange.Online, handler);

    /// <summary>Registers a handler for contacts that go offline.</summary>
    public void OnContactOffline(Func<Contact, Task> handler) => Handlers.AddContact(ContactChange.Offline, handler);

    /// <summary>Registers a handler for contacts that are online and change their status.</summary>
    public void OnContactStatus(Func<Contact, Task> handler) => Handlers.AddContact(ContactChange.Status, handler);

    /// <summary>Registers a handler for the schedules in bots.yaml whose <c>run</c> names it; two handlers of one name both run.</summary>
    public void OnSchedule(string name, Func<Task> handler) => Handlers.AddSchedule(name, handler);

    /// <summary>Registers a handler that runs when the script has started.</summary>
    public void OnStart(Func<Task> handler) => Handlers.AddStart(handler);

    /// <summary>Registers a handler that runs when the bot stops, or when a new version of the script has taken over.</summary>
    public void OnStop(Func<Task> handler) => Handlers.AddStop(handler);

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

    /// <summary>
    /// Sends a text that is urgent, or to be left in the receiver's contact list. Only people who can be reached directly are told; others
    /// get a normal message.
    /// </summary>
    public Task SendAsync(Uin to, string text, MessageUrgency urgency, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _bot.Client.SendAsync(Person(to), text, urgency, cancellationToken);
    }

    /// <summary>Sends a web address, with what there is to say about it.</summary>
    public Task SendUrlAsync(Uin to, string address, string description = "", CancellationToken cancellationToken = default) =>
        _bot.Client.SendUrlAsync(Person(to), new UrlMessage(description, address), cancellationToken);

    /// <summary>Sends contacts for the receiver's contact list.</summary>
    /// <exception cref="ArgumentException">There are none, or one of them has no UIN.</exception>
    public Task SendContactsAsync(Uin to, IEnumerable<ListedContact> contacts, CancellationToken cancellationToken = default)
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

    /// <summary>Asks somebody for the permission to add them; <see cref="OnAuthorizationGranted"/> tells the answer.</summary>
    public Task RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken = default) =>
        _bot.Client.RequestAuthorizationAsync(Person(to), reason, cancellationToken);

    /// <summary>Permits somebody to add the bot, asked or unasked.</summary>
    public Task GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken = default) =>
        _bot.Client.GrantAuthorizationAsync(Person(to), cancellationToken);

    /// <summary>Refuses somebody the permission to add the bot.</summary>
    public Task DenyAuthorizationAsync(Uin to, string reason = "", CancellationToken cancellationToken = default) =>
        _bot.Client.DenyAuthorizationAsync(Person(to), reason, cancellationToken);

    /// <summary>Adds somebody to the contact list for as long as the bot runs; they are told.</summary>
    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken = default) =>
        _bot.Client.AddContactAsync(SomebodyElse(uin), cancellationToken);

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
        _bot.Client.SendFilesAsync(to, [path], description, progress, cancellationToken);

    /// <summary>Asks somebody who can be reached directly for a chat; the task ends when both are in it.</summary>
    public Task<Chat> ChatAsync(Uin to, string reason = "", CancellationToken cancellationToken = default) =>
        _bot.Client.ChatAsync(to, reason, cancellationToken);

    private Uin SomebodyElse(Uin uin) => Person(uin) != Uin
        ? uin
        : throw new ArgumentException($"{uin} is the bot itself, which its own lists do not hold", nameof(uin));

    private static Uin Person(Uin uin, [CallerArgumentExpression(nameof(uin))] string? parameter = null) =>
        uin.IsValid ? uin : throw new ArgumentException($"{uin} is not a UIN", parameter);

    private static Password Secret(string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new Password(password);
    }
}

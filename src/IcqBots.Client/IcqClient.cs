using System.Collections.Immutable;
using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.Messages;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>
/// One identity's view of ICQ: logs in, tells what happens, sends messages directly or through the server. It connects when told to
/// and says when a session has ended; its owner decides when to connect again.
/// </summary>
public sealed partial class IcqClient : IAsyncDisposable
{
    private readonly IcqClientOptions _options;
    private readonly INetwork _network;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ContactDirectory _contacts;
    private readonly EventIntake _events;
    private readonly PendingQueries _queries = new();
    private readonly SemaphoreSlim _statusChange = new(1, 1);
    private ImmutableHashSet<Uin> _visible;
    private ImmutableHashSet<Uin> _invisible;
    private Password _password;
    private ClientSession? _session;
    private PeerConnections? _peers;
    private OwnPresence _presence;
    private int _warnedOfReplacement;

    /// <summary>A client that is not connected.</summary>
    /// <param name="options">Who it is, and where its server is.</param>
    /// <param name="network">The network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="journal">Keeps messages before they are acknowledged; null: they are acknowledged when there is room for them.</param>
    public IcqClient(IcqClientOptions options, INetwork network, TimeProvider time, ILogger log, IMessageJournal? journal = null)
    {
        _options = options;
        _network = network;
        _time = time;
        _log = log;
        _contacts = new ContactDirectory(options.Contacts);
        _events = new EventIntake(options, journal, message => _peers?.AnswerThroughServer(message.From));
        _visible = [.. options.VisibleList];
        _invisible = [.. options.InvisibleList];
        _password = options.Password;
        Users = new UserDirectory(options, _queries, () => Session, password => _password = password, time);
        _presence = new OwnPresence(options.Status, options.AwayMessage);
    }

    /// <summary>What happened, in order. Read by one reader; whoever reads slowly slows the senders down.</summary>
    public ChannelReader<ClientEvent> Events => _events.Reader;

    /// <summary>Searches and information about users, and the identity's own information.</summary>
    public UserDirectory Users { get; }

    /// <summary>What kind of server it is, as told or found out; null while nobody knows.</summary>
    public ServerDialect? Dialect => _session?.Dialect ?? _options.ServerDialect;

    /// <summary>The status now, and at the next login.</summary>
    public OnlineStatus Status => _presence.Status;

    /// <summary>The text that peers get while the status has one.</summary>
    public string AwayMessage => _presence.AwayMessage;

    /// <summary>True while logged in.</summary>
    public bool IsOnline => _session is { IsOnline: true };

    /// <summary>The contact list with presence as last heard.</summary>
    public IReadOnlyCollection<ContactPresence> Contacts => _contacts.All;

    /// <summary>A contact as last heard; null for strangers.</summary>
    public ContactPresence? FindContact(Uin uin) => _contacts.Find(uin);

    /// <summary>Logs in once. The task ends when the server has taken the login; its result ends when the session does.</summary>
    /// <exception cref="LoginException">The server refused, is busy or does not answer.</exception>
    /// <exception cref="IOException">The server's name is not known, or no socket can be opened.</exception>
    public async Task<Task<SessionEnd>> ConnectAsync(CancellationToken cancellationToken)
    {
        await DisconnectAsync();
        var server = await _network.ResolveAsync(_options.ServerHost, _options.ServerPort, cancellationToken);
        var socket = _network.OpenDatagramSocket(null, server);
        var session = new ClientSession(
            _options with { Password = _password },
            () => new FirstLists(_contacts.Uins, [.. _visible], [.. _invisible]),
            _events.Take,
            _events.OnStoredDeleted,
            _contacts,
            _queries,
            socket,
            server,
            _time,
            _log);
        _session = session;
        try
        {
            if (_options.PeerToPeer)
            {
                await ListenAsync(socket);
            }

            await session.LogInAsync(() => Status, _peers?.Port ?? 0, cancellationToken);
        }
        catch
        {
            await DisconnectAsync();
            throw;
        }

        return session.Ended;
    }

    /// <summary>Ends when the server has told which contacts are online.</summary>
    /// <exception cref="DeliveryException">There is no session.</exception>
    public Task ListedAsync(CancellationToken cancellationToken) => Session.Listed.WaitAsync(cancellationToken);

    /// <summary>Logs off, if logged in. Connections with peers close when the client is disposed.</summary>
    public async Task DisconnectAsync()
    {
        if (Interlocked.Exchange(ref _session, null) is { } session)
        {
            session.LogOff();
            await session.DisposeAsync();
        }
    }

    /// <summary>A message has been dealt with; its sender's next one may come.</summary>
    public void Handled(MessageReceived message) => _events.Handled(message);

    /// <summary>
    /// Takes no more messages: what arrives from now on is not acknowledged, so that the server keeps it. <see cref="Events"/> ends
    /// behind what was taken before.
    /// </summary>
    public void StopReceiving() => _events.Stop();

    /// <summary>
    /// Sends a text, in several messages where it is longer than one may be. The task ends when the last part is acknowledged, by the
    /// receiver's program or by the server.
    /// </summary>
    /// <exception cref="DeliveryException">Not online, not acknowledged, or not reachable on the way that was asked for.</exception>
    public async Task<Delivery> SendMessageAsync(
        Uin to, string text, MessageRoute route = MessageRoute.Any, CancellationToken cancellationToken = default)
    {
        Delivery? delivery = null;
        foreach (var part in Split(text))
        {
            // One after the other: parts that are under way together could overtake each other.
            delivery = await SendPartAsync(to, part, route, cancellationToken);
        }

        return delivery!;
    }

    /// <summary>The text as it is sent, in parts that are short enough for a message; at least one.</summary>
    public IReadOnlyList<string> Split(string text)
    {
        var wire = _options.Text.ToWire(text, out var replaced);
        if (replaced && Interlocked.Exchange(ref _warnedOfReplacement, 1) == 0)
        {
            LogReplaced(_log, _options.Text.Encoding.WebName);
        }

        return _options.Text.Split(wire);
    }

    /// <summary>Sends one part of a text, as <see cref="Split"/> gives it.</summary>
    /// <exception cref="DeliveryException">Not online, not acknowledged, or not reachable on the way that was asked for.</exception>
    public Task<Delivery> SendPartAsync(
        Uin to, string part, MessageRoute route, CancellationToken cancellationToken, MessageUrgency urgency = MessageUrgency.Normal) =>
        SendAsync(to, MessageType.Text, part, route, urgency, cancellationToken);

    /// <summary>Sends a web address with what there is to say about it.</summary>
    /// <exception cref="ArgumentException">Both together do not fit into a message.</exception>
    /// <exception cref="DeliveryException">Not online, not acknowledged, or not reachable on the way that was asked for.</exception>
    public Task<Delivery> SendUrlAsync(
        Uin to, UrlMessage url, MessageRoute route = MessageRoute.Any, CancellationToken cancellationToken = default) =>
        SendAsync(to, MessageType.Url, Fitting(url.ToText(_options.Text)), route, MessageUrgency.Normal, cancellationToken);

    /// <summary>Sends contacts for the receiver's list, in several messages where one does not hold them.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    /// <exception cref="DeliveryException">Not online, not acknowledged, or not reachable on the way that was asked for.</exception>
    public async Task<Delivery> SendContactsAsync(
        Uin to, IReadOnlyList<ListedContact> contacts, MessageRoute route = MessageRoute.Any, CancellationToken cancellationToken = default)
    {
        Delivery? delivery = null;
        foreach (var part in ContactListMessage.Split(contacts, _options.Text))
        {
            var text = Fitting(part.ToText(_options.Text));
            delivery = await SendAsync(to, MessageType.ContactList, text, route, MessageUrgency.Normal, cancellationToken);
        }

        return delivery ?? throw new ArgumentException("There are no contacts to send", nameof(contacts));
    }

    /// <summary>Asks somebody for the permission to add them to the contact list. The answer comes as a message of its own type.</summary>
    /// <exception cref="ArgumentException">The text does not fit into a message.</exception>
    /// <exception cref="DeliveryException">Not online, or not acknowledged.</exception>
    public Task RequestAuthorizationAsync(Uin to, AuthorizationRequestMessage request, CancellationToken cancellationToken = default) =>
        SendPacketAsync(
            new MessageToNewUserPacket(to, MessageType.AuthorizationRequest, Fitting(request.ToText(_options.Text))), cancellationToken);

    /// <summary>Permits somebody to add the identity to their contact list.</summary>
    /// <exception cref="DeliveryException">Not online, or not acknowledged.</exception>
    public Task GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken = default) =>
        SendPacketAsync(new MessageToNewUserPacket(to, MessageType.AuthorizationGranted, ""), cancellationToken);

    /// <summary>Tells somebody that they must not add the identity to their contact list.</summary>
    /// <exception cref="ArgumentException">The reason does not fit into a message.</exception>
    /// <exception cref="DeliveryException">Not online, or not acknowledged.</exception>
    public Task DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken = default) => SendPacketAsync(
        new MessageToNewUserPacket(
            to, MessageType.AuthorizationDenied, Fitting(new AuthorizationDeniedMessage(reason).ToText(_options.Text))),
        cancellationToken);

    /// <summary>
    /// Adds somebody to the contact list, now and for later logins (ADD_TO_LIST). The original server tells them "you were added"; Open
    /// OSCAR Server does not, so that it is sent as a message there.
    /// </summary>
    /// <param name="uin">The new contact.</param>
    /// <param name="self">How the identity introduces itself where it has to do so.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="DeliveryException">The server did not acknowledge; the next login tells it the whole list anyway.</exception>
    public async Task AddContactAsync(Uin uin, UserInfo self, CancellationToken cancellationToken = default)
    {
        if (_contacts.Add(uin) && _session is { IsOnline: true } session)
        {
            await SendPacketAsync(new AddToListPacket(uin), cancellationToken);
            if (session.Dialect != ServerDialect.Mirabilis)
            {
                var text = Fitting(new YouWereAddedMessage(self).ToText(_options.Text));
                await SendPacketAsync(new SendMessagePacket(uin, MessageType.YouWereAdded, text), cancellationToken);
            }
        }
    }

    /// <summary>Takes somebody off the contact list, now and for later logins. The server is not told: ICQ v2 has no packet for it.</summary>
    public void RemoveContact(Uin uin) => _contacts.Remove(uin);

    /// <summary>Lets somebody see the identity also while it is invisible, until the client is disposed.</summary>
    /// <exception cref="DeliveryException">The server did not acknowledge; the next login tells it anyway.</exception>
    public Task ShowToAsync(Uin uin, CancellationToken cancellationToken = default)
    {
        ImmutableInterlocked.Update(ref _visible, (list, added) => list.Add(added), uin);
        return IsOnline ? SendPacketAsync(new VisibleListPacket(FirstLists.OneOrAll(_visible, uin)), cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Hides the identity from somebody, until the client is disposed.</summary>
    /// <exception cref="DeliveryException">The server did not acknowledge; the next login tells it anyway.</exception>
    public Task HideFromAsync(Uin uin, CancellationToken cancellationToken = default)
    {
        ImmutableInterlocked.Update(ref _invisible, (list, added) => list.Add(added), uin);
        return IsOnline ? SendPacketAsync(new InvisibleListPacket(FirstLists.OneOrAll(_invisible, uin)), cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Sends a packet that needs nothing else; the task ends with its acknowledgement.</summary>
    /// <exception cref="DeliveryException">Not online, or not acknowledged.</exception>
    public Task SendPacketAsync(ClientPacket packet, CancellationToken cancellationToken = default) =>
        Session.SendAsync(packet).WaitAsync(cancellationToken);

    /// <summary>Offers files to a peer, sends them when it accepts, and tells what has become of them.</summary>
    /// <exception cref="DeliveryException">The contact cannot be reached directly, or does not answer.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public Task<FileTransferResult> SendFilesAsync(
        Uin to,
        IReadOnlyList<OutgoingFile> files,
        string description = "",
        IProgress<FileProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Peers.Requests.SendFilesAsync(to, _contacts.Find(to)?.PeerEndPoint, files, description, progress, cancellationToken);

    /// <summary>Asks a peer for a chat; the task ends when both are in it.</summary>
    /// <exception cref="TransferException">Refused, or the peer does not begin the chat.</exception>
    /// <exception cref="DeliveryException">The contact cannot be reached directly, or does not answer.</exception>
    public Task<PeerChat> ChatAsync(Uin to, string name, string reason, CancellationToken cancellationToken = default) =>
        Peers.Requests.ChatAsync(to, _contacts.Find(to)?.PeerEndPoint, name, reason, cancellationToken);

    /// <summary>Asks a peer for its away message, which is empty while it has none.</summary>
    /// <exception cref="DeliveryException">The contact cannot be reached directly: the question cannot go through the server.</exception>
    public async Task<Delivery> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken = default)
    {
        var question = _contacts.Find(uin)?.Status switch
        {
            OnlineStatus.Occupied => MessageType.ReadOccupiedMessage,
            OnlineStatus.NotAvailable => MessageType.ReadNotAvailableMessage,
            OnlineStatus.DoNotDisturb => MessageType.ReadDoNotDisturbMessage,
            OnlineStatus.FreeForChat => MessageType.ReadFreeForChatMessage,
            _ => MessageType.ReadAwayMessage,
        };
        return await SendAsync(uin, question, "", MessageRoute.Peer, MessageUrgency.Normal, cancellationToken);
    }

    /// <summary>Changes the status, now and for later logins.</summary>
    /// <exception cref="DeliveryException">Online, but the server did not acknowledge; the next login tells the new status anyway.</exception>
    public async Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken = default)
    {
        _presence = new OwnPresence(status, awayMessage);

        // One after the other, and each tells what is true then: the last one must not be overtaken.
        await _statusChange.WaitAsync(cancellationToken);
        try
        {
            if (_session is { IsOnline: true } session)
            {
                await session.SendAsync(new StatusChangePacket(Status)).WaitAsync(cancellationToken);
            }
        }
        finally
        {
            _statusChange.Release();
        }
    }

    /// <summary>Logs off and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        if (Interlocked.Exchange(ref _peers, null) is { } peers)
        {
            await peers.DisposeAsync();
        }

        StopReceiving();
    }

    /// <summary>Listens where the server sees us, again if that has changed since the last session or has failed then.</summary>
    private async Task ListenAsync(IDatagramSocket socket)
    {
        var address = socket.LocalEndPoint.Address;
        if (_peers is not null && (!_peers.Address.Equals(address) || _peers.Port == 0))
        {
            await _peers.DisposeAsync();
            _peers = null;
        }

        _peers ??= new PeerConnections(
            _options, _network, address, _time, _log, () => _presence, _contacts.Find, _events.TakeAsync);
    }

    /// <summary>
    /// Sends a message of any kind, which fits into a packet, as it goes over the wire. The task ends when it is acknowledged, by the receiver's
    /// program or by the server.
    /// </summary>
    /// <exception cref="DeliveryException">Not online, not acknowledged, or not reachable on the way that was asked for.</exception>
    public async Task<Delivery> SendAsync(
        Uin to, MessageType type, string text, MessageRoute route, MessageUrgency urgency, CancellationToken cancellationToken)
    {
        if (type is MessageType.AuthorizationRequest or MessageType.AuthorizationGranted or MessageType.AuthorizationDenied)
        {
            await SendPacketAsync(new MessageToNewUserPacket(to, type, text), cancellationToken);
            return new Delivery(MessagePath.Server, OnlineStatus.Online, "");
        }

        var endPoint = _contacts.Find(to)?.PeerEndPoint;
        if (route == MessageRoute.Peer || (route == MessageRoute.Any && _peers?.CanReach(to, endPoint) == true))
        {
            try
            {
                var message = new ChannelMessageFrame { Type = type, Text = text, CommandType = (ChannelCommandType)urgency };
                var answer = await Peers.SendAsync(to, endPoint, message, cancellationToken);
                return Delivery.Of(answer);
            }
            catch (DeliveryException e) when (route == MessageRoute.Any && !e.IsRefused)
            {
                LogFallback(_log, to, e.Message);
            }
        }

        await SendPacketAsync(new SendMessagePacket(to, type, text), cancellationToken);
        return new Delivery(MessagePath.Server, OnlineStatus.Online, "");
    }

    private ClientSession Session => _session ?? throw new DeliveryException("The bot is not online") { SessionEnded = true };

    private PeerConnections Peers => _peers ?? throw new DeliveryException("Connections with peers are switched off");

    private bool Fits(string text) => _options.Text.Encoding.GetByteCount(text) <= WireText.MaxMessageBytes;

    private string Fitting(string text) => Fits(text)
        ? text
        : throw new ArgumentException(
            $"The message takes {_options.Text.Encoding.GetByteCount(text)} bytes; clients accept {WireText.MaxMessageBytes}");

    [LoggerMessage(LogLevel.Warning, "A text has characters that {Encoding} lacks; they are sent as \"?\". Set another encoding, or write without them. (Told once.)")]
    private static partial void LogReplaced(ILogger log, string encoding);

    [LoggerMessage(LogLevel.Debug, "A message to {Receiver} goes through the server: {Reason}")]
    private static partial void LogFallback(ILogger log, Uin receiver, string reason);
}

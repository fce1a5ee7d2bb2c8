using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
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
    private readonly Channel<ClientEvent> _events;
    private readonly Dictionary<(Uin From, bool IsPeer), int> _waitingOfSender = [];
    private readonly SemaphoreSlim _statusChange = new(1, 1);
    private TaskCompletionSource? _handled;
    private volatile bool _stopped;
    private ClientSession? _session;
    private PeerConnections? _peers;
    private OwnPresence _presence;
    private int _warnedOfReplacement;

    /// <summary>A client that is not connected.</summary>
    public IcqClient(IcqClientOptions options, INetwork network, TimeProvider time, ILogger log)
    {
        _options = options;
        _network = network;
        _time = time;
        _log = log;
        _contacts = new ContactDirectory(options.Contacts);
        _events = Channel.CreateBounded<ClientEvent>(new BoundedChannelOptions(options.MaxWaitingEvents) { SingleReader = true });
        _presence = new OwnPresence(options.Status, options.AwayMessage);
    }

    /// <summary>What happened, in order. Read by one reader; whoever reads slowly slows the senders down.</summary>
    public ChannelReader<ClientEvent> Events => _events.Reader;

    /// <summary>The status now, and at the next login.</summary>
    public OnlineStatus Status => _presence.Status;

    /// <summary>The text that peers get while the status has one.</summary>
    public string AwayMessage => _presence.AwayMessage;

    /// <summary>True while logged in.</summary>
    public bool IsOnline => _session is { IsOnline: true };

    /// <summary>The contact list with presence as last heard.</summary>
    public IReadOnlyCollection<ContactPresence> Contacts => _contacts.All;

    /// <summary>Logs in once. The task ends when the server has taken the login; its result ends when the session does.</summary>
    /// <exception cref="LoginException">The server refused, is busy or does not answer.</exception>
    /// <exception cref="IOException">The server's name is not known, or no socket can be opened.</exception>
    public async Task<Task<SessionEnd>> ConnectAsync(CancellationToken cancellationToken)
    {
        await DisconnectAsync();
        var server = await _network.ResolveAsync(_options.ServerHost, _options.ServerPort, cancellationToken);
        var socket = _network.OpenDatagramSocket(null, server);
        var session = new ClientSession(_options, TryTake, _contacts, socket, server, _time, _log);
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
    public Task ListedAsync(CancellationToken cancellationToken) =>
        (_session ?? throw new DeliveryException("The bot is not online") { SessionEnded = true }).Listed.WaitAsync(cancellationToken);

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
    public void Handled(MessageReceived message)
    {
        lock (_waitingOfSender)
        {
            if (message.Path != MessagePath.Stored && --_waitingOfSender[KeyOf(message)] == 0)
            {
                _waitingOfSender.Remove(KeyOf(message));
            }

            _handled?.SetResult();
            _handled = null;
        }
    }

    /// <summary>
    /// Takes no more messages: what arrives from now on is not acknowledged, so that the server keeps it. <see cref="Events"/> ends
    /// behind what was taken before.
    /// </summary>
    public void StopReceiving()
    {
        _stopped = true;
        _events.Writer.TryComplete();
    }

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
    public async Task<Delivery> SendPartAsync(Uin to, string part, MessageRoute route, CancellationToken cancellationToken)
    {
        var endPoint = _contacts.Find(to)?.PeerEndPoint;
        if (route == MessageRoute.Peer && _peers is null)
        {
            throw new DeliveryException("Connections with peers are switched off");
        }

        if (_peers is not null && (route == MessageRoute.Peer || (route == MessageRoute.Any && _peers.CanReach(to, endPoint))))
        {
            try
            {
                var answer = await _peers.SendAsync(to, endPoint, part, cancellationToken);
                return new Delivery(MessagePath.Peer, StatusOf(answer.Status), WireText.FromWire(answer.Text));
            }
            catch (DeliveryException e) when (route == MessageRoute.Any)
            {
                LogFallback(_log, to, e.Message);
            }
        }

        var session = _session ?? throw new DeliveryException("The bot is not online") { SessionEnded = true };
        await session.SendAsync(new SendMessagePacket(to, MessageType.Text, part)).WaitAsync(cancellationToken);
        return new Delivery(MessagePath.Server, OnlineStatus.Online, "");
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
            _options, _network, address, _time, _log, () => _presence, TakeAsync);
    }

    /// <summary>Puts an event into the queue; false when it is full, or has too many messages of this sender.</summary>
    private bool TryTake(ClientEvent clientEvent)
    {
        if (clientEvent is not MessageReceived message)
        {
            // At the end nobody wants to know of presence any more.
            return _events.Writer.TryWrite(clientEvent) || _stopped;
        }

        lock (_waitingOfSender)
        {
            if (HasTooMany(message) || !_events.Writer.TryWrite(message))
            {
                return false;
            }

            if (message.Path != MessagePath.Stored)
            {
                _waitingOfSender[KeyOf(message)] = _waitingOfSender.GetValueOrDefault(KeyOf(message)) + 1;
            }
        }

        if (message.Path != MessagePath.Peer)
        {
            _peers?.AnswerThroughServer(message.From);
        }

        return true;
    }

    /// <summary>
    /// Takes a message of a peer, who gets its acknowledgement afterwards; waits while the queue is full or has too many messages of this
    /// sender.
    /// </summary>
    private async ValueTask TakeAsync(MessageReceived message, CancellationToken cancellationToken)
    {
        while (!TryTake(message))
        {
            Task? handled = null;
            lock (_waitingOfSender)
            {
                if (HasTooMany(message))
                {
                    _handled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    handled = _handled.Task;
                }
            }

            if (handled is not null)
            {
                await handled.WaitAsync(cancellationToken);
            }
            else if (!await _events.Writer.WaitToWriteAsync(cancellationToken))
            {
                throw new OperationCanceledException("No more messages are taken");
            }
        }
    }

    private static (Uin From, bool IsPeer) KeyOf(MessageReceived message) => (message.From, message.Path == MessagePath.Peer);

    private bool HasTooMany(MessageReceived message) =>
        message.Path != MessagePath.Stored && _waitingOfSender.GetValueOrDefault(KeyOf(message)) >= _options.MaxWaitingOfSender;

    private static OnlineStatus StatusOf(ChannelStatus status) => status switch
    {
        ChannelStatus.Away => OnlineStatus.Away,
        ChannelStatus.NotAvailable => OnlineStatus.NotAvailable,
        ChannelStatus.Occupied => OnlineStatus.Occupied,
        ChannelStatus.DoNotDisturb => OnlineStatus.DoNotDisturb,
        _ => OnlineStatus.Online,
    };

    [LoggerMessage(LogLevel.Warning, "A text has characters that {Encoding} lacks; they are sent as \"?\". Set another encoding, or write without them. (Told once.)")]
    private static partial void LogReplaced(ILogger log, string encoding);

    [LoggerMessage(LogLevel.Debug, "A message to {Receiver} goes through the server: {Reason}")]
    private static partial void LogFallback(ILogger log, Uin receiver, string reason);
}

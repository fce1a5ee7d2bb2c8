using System.Net;
using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>
/// The TCP side of an identity: listens, connects, and keeps connections open for further messages of both sides. A CHANNEL_INIT
/// proves nothing: the UIN in it is only what the other program says.
/// </summary>
internal sealed partial class PeerConnections : IAsyncDisposable
{
    /// <summary>Messages that a peer may send ahead of their acknowledgements.</summary>
    private const int MaxUnanswered = 64;

    private readonly IcqClientOptions _options;
    private readonly INetwork _network;
    private readonly IPAddress _address;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<OwnPresence> _presence;
    private readonly Func<Uin, ContactPresence?> _contactOf;
    private readonly PeerMessageHandler _messages;
    private readonly PeerListener? _listener;
    private readonly Lock _lock = new();
    private readonly Dictionary<Uin, Peer> _open = [];
    private readonly UnreachablePeers _unreachable;
    private readonly Dictionary<IPEndPoint, Task<Peer>> _connecting = [];
    private readonly HashSet<Task> _reading = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>
    /// Begins to listen at <paramref name="address"/>, the own address towards the server. Without a free port the identity lives on
    /// without a listener, and says so. <paramref name="contactOf"/> tells
    /// where the server says that a contact is; <paramref name="take"/> takes a message, and waits while there is no room for it.
    /// </summary>
    public PeerConnections(
        IcqClientOptions options,
        INetwork network,
        IPAddress address,
        TimeProvider time,
        ILogger log,
        Func<OwnPresence> presence,
        Func<Uin, ContactPresence?> contactOf,
        Func<ClientEvent, CancellationToken, ValueTask> take)
    {
        _options = options;
        _network = network;
        _address = address;
        _time = time;
        _log = log;
        _presence = presence;
        _contactOf = contactOf;
        _unreachable = new UnreachablePeers(options.PeerRetry, time);
        var listeners = new TransferListeners(options, network, address, time, log, _stopping.Token);
        _messages = new PeerMessageHandler(listeners, options.AwayMessageFor, time, take);
        Requests = new OutgoingRequests(this, listeners, options, time);
        try
        {
            _listener = new PeerListener(
                network.Listen(new IPEndPoint(address, options.PeerPort)), options.Text.Encoding, options.PeerLimits, time, log, ServeAsync);
        }
        catch (IOException e)
        {
            LogNoListener(log, e.Message);
        }
    }

    /// <summary>Chats and file transfers that this identity asks for.</summary>
    public OutgoingRequests Requests { get; }

    /// <summary>The address on which it listens.</summary>
    public IPAddress Address => _address;

    /// <summary>The port on which it listens; 0: none.</summary>
    public ushort Port => (ushort)(_listener?.LocalEndPoint.Port ?? 0);

    /// <summary>True when a message to the UIN can be tried on a connection: one is open, or the address is known and has not failed lately.</summary>
    public bool CanReach(Uin uin, IPEndPoint? endPoint)
    {
        lock (_lock)
        {
            return IsUsable(uin, endPoint) || (endPoint is not null && !_unreachable.Contains(endPoint));
        }
    }

    /// <summary>
    /// Sends a message (ready for the wire) and waits for its acknowledgement. <paramref name="endPoint"/> is where the server says that
    /// the receiver listens; without it only an open connection can be used.
    /// </summary>
    /// <exception cref="DeliveryException">The receiver could not be reached, did not acknowledge, or has refused.</exception>
    public async Task<ChannelAckFrame> SendAsync(
        Uin to, IPEndPoint? endPoint, ChannelMessageFrame content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.PeerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, _stopping.Token);
        Peer? peer = null;
        try
        {
            peer = await ReachAsync(to, endPoint, either.Token);
            var message = Addressed(peer, content, content.CommandType);
            var answer = await peer.ExchangeAsync(message, either.Token);
            if (answer.Status is ChannelStatus.Occupied or ChannelStatus.DoNotDisturb && content.CommandType == ChannelCommandType.Normal
                && !content.Type.IsAwayRead)
            {
                // Returned: LICQ has not shown it. "To the contact list" it takes the message without disturbing anybody.
                await peer.ExchangeAsync(message with { CommandType = ChannelCommandType.ToContactList | _presence().CommandType }, either.Token);
            }

            return answer.Status != ChannelStatus.Refused ? answer : throw Refusal(to, answer);
        }
        catch (Exception e) when (e is IOException and not DeliveryException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (endPoint is not null)
            {
                _unreachable.Add(endPoint);
            }

            if (peer is not null)
            {
                // The next message must not wait on a connection whose other end is stuck.
                await peer.Connection.DisposeAsync();
            }

            throw new DeliveryException($"{to} cannot be reached directly: {(e is IOException ? e.Message : "no answer")}");
        }
    }

    /// <summary>CHANNEL_INIT of this identity.</summary>
    public ChannelInitFrame Init => new(PeerVersion: 3, Port, _options.Uin, _address, _address, ConnectionTypeHere, Port);

    /// <summary>The UIN has written through the server: that is where the answer belongs, unless the server told the peer's address.</summary>
    public void AnswerThroughServer(Uin uin)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(uin, out var peer))
            {
                peer.CarriesAnswers = false;
            }
        }
    }

    /// <summary>Closes the listener and all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        Task[] reading;
        lock (_lock)
        {
            reading = [.. _reading];
        }

        await Task.WhenAll(reading);
    }

    /// <summary>
    /// A connection is good for sending when it leads to the address that the server told for the UIN, and to the program whose port it
    /// told: there may be others at the address. Where the server told none, it is good for answers to what came on it, and for nothing
    /// else: anybody can claim the UIN. What is for a contact goes through the server then, unless the connection is verified: it must not
    /// get to somebody who claims to be the contact while that is offline.
    /// </summary>
    private bool IsUsable(Uin uin, IPEndPoint? endPoint) =>
        _open.TryGetValue(uin, out var peer)
        && (endPoint is null
            ? peer.CarriesAnswers && (peer.IsOfStranger || peer.IsVerified)
            : peer.ListeningPort == endPoint.Port && peer.Connection.Remote.Address.Equals(endPoint.Address));

    /// <summary>An open connection, or a new one.</summary>
    /// <exception cref="IOException">There is none, and nobody answers where the server says that the receiver listens.</exception>
    public async Task<Peer> ReachAsync(Uin to, IPEndPoint? endPoint, CancellationToken cancellationToken) =>
        FindOpen(to, endPoint) ?? await ConnectOnceAsync(to, endPoint).WaitAsync(cancellationToken);

    private static DeliveryException Refusal(Uin by, ChannelAckFrame answer) =>
        new($"{by} has refused the message{(answer.Text.Length > 0 ? $": {WireText.FromWire(answer.Text)}" : "")}") { IsRefused = true };

    private Peer? FindOpen(Uin uin, IPEndPoint? endPoint)
    {
        lock (_lock)
        {
            return IsUsable(uin, endPoint) ? _open[uin] : null;
        }
    }

    /// <summary>Connects; messages that are sent at the same time share the connection.</summary>
    private Task<Peer> ConnectOnceAsync(Uin to, IPEndPoint? endPoint)
    {
        if (endPoint is null)
        {
            throw new IOException("the server told no address");
        }

        lock (_lock)
        {
            if (!_connecting.TryGetValue(endPoint, out var connecting))
            {
                _connecting[endPoint] = connecting = ConnectAsync(to, endPoint);
            }

            return connecting;
        }
    }

    private async Task<Peer> ConnectAsync(Uin to, IPEndPoint endPoint)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var timeout = new CancellationTokenSource(_options.PeerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        try
        {
            var connection = await PeerConnection.ConnectAsync(
                _network, endPoint, Init, _options.Text.Encoding, _options.PeerLimits, _time, either.Token);

            // Others may send on it from here on: CHANNEL_INIT is ahead of them.
            var peer = new Peer(to, (uint)endPoint.Port, connection, _contactOf);
            lock (_lock)
            {
                _open[to] = peer;
                _connecting.Remove(endPoint);
                _reading.RemoveWhere(task => task.IsCompleted);
                _reading.Add(ReadToEndAsync(peer));
            }

            return peer;
        }
        catch
        {
            lock (_lock)
            {
                _connecting.Remove(endPoint);
            }

            throw;
        }
    }

    private async Task ReadToEndAsync(Peer peer)
    {
        await using (peer.Connection)
        {
            try
            {
                await ReadAsync(peer, _stopping.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                LogEnded(_log, peer.Uin, e.Message);
            }
            catch (Exception e)
            {
                LogFailed(_log, peer.Uin, e);
            }
        }
    }

    /// <summary>A connection that somebody opened to us.</summary>
    private async Task ServeAsync(PeerConnection connection, ChannelInitFrame init, CancellationToken cancellationToken)
    {
        var peer = new Peer(init.Uin, init.LocalPort, connection, _contactOf);
        lock (_lock)
        {
            // A mere claim does not take the place of a connection that works.
            _open.TryAdd(peer.Uin, peer);
        }

        await ReadAsync(peer, cancellationToken);
    }

    /// <summary>
    /// Reads to the end. Messages are answered beside the reading, since a script's answer to one of them waits for an acknowledgement
    /// that comes on the same connection.
    /// </summary>
    private async Task ReadAsync(Peer peer, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var messages = Channel.CreateBounded<ChannelMessageFrame>(MaxUnanswered);
        var answering = AnswerAsync(peer, messages.Reader, ended.Token);
        try
        {
            await foreach (var frame in peer.Connection.ReadAllAsync(cancellationToken))
            {
                switch (frame)
                {
                    case ChannelMessageFrame message when !messages.Writer.TryWrite(message):
                        throw new IOException("Too many messages without waiting for an acknowledgement");
                    case ChannelAckFrame ack:
                        peer.OnAck(ack);
                        break;
                    case ChannelCancelFrame cancel:
                        _messages.OnCancel(peer, cancel);
                        break;
                }
            }
        }
        finally
        {
            // What was not answered by now comes again through the server.
            peer.Close();
            await ended.CancelAsync();
            await answering;
            _messages.OnClosed(peer);
            lock (_lock)
            {
                if (_open.GetValueOrDefault(peer.Uin) == peer)
                {
                    _open.Remove(peer.Uin);
                }
            }
        }
    }

    /// <summary>Hands the messages of a connection over, one after another, and acknowledges each.</summary>
    private async Task AnswerAsync(Peer peer, ChannelReader<ChannelMessageFrame> messages, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in messages.ReadAllAsync(cancellationToken))
            {
                lock (_lock)
                {
                    _open[peer.Uin] = peer;
                    peer.CarriesAnswers = true;
                }

                // A request is answered when somebody has decided.
                if (await _messages.AnswerAsync(peer, message, _presence(), AnswerLaterAsync, cancellationToken) is { } answer)
                {
                    await AnswerLaterAsync(answer, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogEnded(_log, peer.Uin, e.Message);
            await peer.Connection.DisposeAsync();
        }

        Task AnswerLaterAsync(ChannelAckFrame answer, CancellationToken token) => peer.Connection.SendAsync(Fill(answer), token);
    }

    private ConnectionType ConnectionTypeHere => Port == 0 ? ConnectionType.ServerOnly : ConnectionType.Direct;

    /// <summary>A message as it goes out on a connection.</summary>
    public ChannelMessageFrame Addressed(Peer peer, ChannelMessageFrame content, ChannelCommandType meant) =>
        Fill(content with { CommandType = meant | _presence().CommandType, Sequence = peer.NextSequence() });

    /// <summary>The frame with the fields about the sender.</summary>
    public T Fill<T>(T frame)
        where T : ChannelFrame =>
        (T)(frame with { From = _options.Uin, Address = _address, RealAddress = _address, Port = Port, ConnectionType = ConnectionTypeHere });

    [LoggerMessage(LogLevel.Debug, "The connection with {Peer} ended: {Reason}")]
    private static partial void LogEnded(ILogger log, Uin peer, string reason);

    [LoggerMessage(LogLevel.Error, "The connection with {Peer} ended with a fault of this program")]
    private static partial void LogFailed(ILogger log, Uin peer, Exception exception);

    [LoggerMessage(LogLevel.Warning, "No connections of peers are taken: {Reason}")]
    private static partial void LogNoListener(ILogger log, string reason);
}

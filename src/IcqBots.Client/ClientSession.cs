using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>
/// One login from LOGIN to log-off: a state machine that datagrams, ticks and calls move, under one lock. It never logs in twice; a
/// new login is a new session.
/// </summary>
internal sealed partial class ClientSession : IAsyncDisposable
{
    private const ushort FirstSequence = 1;

    /// <summary>What Open OSCAR Server and the embedded server read of a datagram.</summary>
    private const int MaxDatagram = 8192;

    private readonly Lock _lock = new();
    private readonly IcqClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IDatagramSocket _socket;
    private readonly IPEndPoint _server;
    private readonly ReliableLink _link;
    private readonly ServerNature _nature;
    private readonly ServerPacketHandler _packets;
    private readonly PacketIntake _intake;
    private readonly LinkClock _clock;
    private readonly ushort _loginSequence = (ushort)Random.Shared.Next(1, ushort.MaxValue);
    private readonly TaskCompletionSource _loggedIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private State _state = State.Offline;
    private Func<OnlineStatus> _status = () => OnlineStatus.Online;
    private OnlineStatus _toldStatus;
    private long _keepAliveAt = long.MaxValue;

    /// <summary>
    /// A session that has not begun. <paramref name="take"/> takes an event; what is pending is acknowledged when the function is called that
    /// goes with it. <paramref name="onStoredDeleted"/> is called when the server has deleted the stored messages. Both are called under the
    /// session's lock and must not wait.
    /// </summary>
    public ClientSession(
        IcqClientOptions options,
        Func<FirstLists> lists,
        Func<ClientEvent, Action, Taking> take,
        Action onStoredDeleted,
        ContactDirectory contacts,
        PendingQueries queries,
        IDatagramSocket socket,
        IPEndPoint server,
        TimeProvider time,
        ILogger log)
    {
        _options = options;
        _socket = socket;
        _server = server;
        _time = time;
        _log = log;
        _nature = new ServerNature(options.ServerDialect);
        _clock = new LinkClock(time, OnTick);
        _link = new ReliableLink(
            options.Retransmission,
            time,
            datagram => _socket.Send(datagram, _server),
            ackParameters: BitConverter.GetBytes(options.Uin.Value),
            FirstSequence)
        {
            MessageAck = options.Retransmission.MessageAck && _nature.IsRobust,
            Probe = () => SendOnce(new SendTextCodePacket(SendTextCodePacket.MessageAck)),
        };
        _packets = new ServerPacketHandler(
            options,
            lists,
            _nature,
            _link,
            (clientEvent, sequence) => take(clientEvent, () => OnKept(sequence)),
            contacts,
            queries,
            Send,
            onStoredDeleted,
            () => _listed.TrySetResult(),
            time,
            log);
        _intake = new PacketIntake(_link, options, _packets, queries, OnLoginReply, OnVerdict, log);
    }

    private enum State
    {
        Offline,
        LoggingIn,
        Online,
        Ended,
    }

    /// <summary>Ends, with the reason, when the session is over.</summary>
    public Task<SessionEnd> Ended => _ended.Task;

    /// <summary>Ends when the server has told which contacts are online (021C), does not tell, or the session is over.</summary>
    public Task Listed => _listed.Task;

    /// <summary>What kind of server it is; null while nobody knows.</summary>
    public ServerDialect? Dialect
    {
        get
        {
            lock (_lock)
            {
                return _nature.Dialect;
            }
        }
    }

    /// <summary>True between LOGIN_REPLY and the end.</summary>
    public bool IsOnline
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Online;
            }
        }
    }

    /// <summary>Logs in; the task ends with LOGIN_REPLY. The <paramref name="status"/> may change in the meantime.</summary>
    /// <exception cref="LoginException">The server refused, or does not answer.</exception>
    public async Task LogInAsync(Func<OnlineStatus> status, ushort peerPort, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _state = State.LoggingIn;
            _status = status;
            _toldStatus = status();
            _socket.Start(OnDatagram);
            Send(new LoginPacket(
                peerPort,
                _options.Password,
                _socket.LocalEndPoint.Address,
                peerPort == 0 ? ConnectionType.ServerOnly : ConnectionType.Direct,
                _toldStatus,
                PeerVersion: 3,
                _loginSequence));
        }

        await Task.WhenAny(_loggedIn.Task, _ended.Task).WaitAsync(cancellationToken);
        if (_ended.Task.IsCompleted)
        {
            throw new LoginException(await _ended.Task);
        }
    }

    /// <summary>Sends a packet; the task ends with its acknowledgement. A question notes which numbers its answer can have.</summary>
    /// <exception cref="ArgumentException">The packet is longer than a datagram may be.</exception>
    /// <exception cref="DeliveryException">The session is not online, or the server has not acknowledged the packet.</exception>
    public Task SendAsync(ClientPacket packet, PendingQuery? query = null)
    {
        lock (_lock)
        {
            if (_state != State.Online)
            {
                throw new DeliveryException("The bot is not online") { SessionEnded = true };
            }

            if (query is not null)
            {
                query.FirstNumber = _link.NextReceived;
            }

            var acknowledged = _link.SendAsync(Encode(packet), _nature.FirstWaitOf(packet, _options.CarefulWait));
            WakeUp();
            return acknowledged;
        }
    }

    /// <summary>Tells the server that we go. It does not answer (0.91: B_USER_DISCONNECTED).</summary>
    public void LogOff()
    {
        lock (_lock)
        {
            if (_state is State.LoggingIn or State.Online)
            {
                SendOnce(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));
                End(SessionEnd.LoggedOff);
            }
        }
    }

    /// <summary>Ends the session without a word and closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            End(SessionEnd.LoggedOff);
        }

        await _socket.DisposeAsync();
    }

    private void OnDatagram(ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        lock (_lock)
        {
            if (_state is State.Offline)
            {
                return;
            }

            try
            {
                Receive(datagram);
            }
            catch (Exception e)
            {
                // Whatever it was, the session goes on with the next datagram.
                LogFailed(_log, e);
            }

            WakeUp();
        }
    }

    private void Receive(ReadOnlySpan<byte> datagram)
    {
        if (_state == State.Ended || !DatagramHeader.TryRead(datagram, out var header))
        {
            return;
        }

        // LOGIN is delivered when LOGIN_REPLY is there. Open servers send that once, so LOGIN is sent again until it comes.
        if (!header.IsAck || _state != State.LoggingIn)
        {
            _intake.Receive(datagram, header);

            // Open OSCAR Server takes B_MESSAGE_ACK for a log-off.
            _link.MessageAck = _options.Retransmission.MessageAck && _nature.IsRobust;
        }
    }

    /// <summary>What a packet has told is kept: its turn to be acknowledged.</summary>
    private void OnKept(ushort sequence)
    {
        lock (_lock)
        {
            if (_state == State.Online)
            {
                _intake.OnKept(sequence);
                WakeUp();
            }
        }
    }

    private void OnVerdict(ServerCommand command)
    {
        switch (command)
        {
            case ServerCommand.WrongPassword when _state == State.LoggingIn:
                End(SessionEnd.WrongPassword);
                break;
            case ServerCommand.Busy when _state == State.LoggingIn:
                End(SessionEnd.Busy);
                break;
            case ServerCommand.ForcedOffline:
                End(SessionEnd.ForcedOffline);
                break;
            case ServerCommand.NotConnected:
                End(SessionEnd.NotConnected);
                break;
        }
    }

    private void OnLoginReply(LoginReplyPacket reply)
    {
        // A server that leaves out the number sends 0.
        if (_state != State.LoggingIn || reply.Uin != _options.Uin || (reply.LoginSequence != _loginSequence && reply.LoginSequence != 0))
        {
            return;
        }

        _state = State.Online;
        _nature.Observe(reply);
        _link.MessageAck = _options.Retransmission.MessageAck && _nature.IsRobust;
        _keepAliveAt = _time.TimestampIn(_options.KeepAlive);
        _link.Receive(new DatagramHeader(DatagramHeader.Ack, FirstSequence));
        _packets.Begin();
        if (_status() is var status && status != _toldStatus)
        {
            Send(new StatusChangePacket(status));
        }

        _loggedIn.TrySetResult();
    }

    private void OnTick()
    {
        lock (_lock)
        {
            if (_state is State.Offline or State.Ended)
            {
                return;
            }

            var now = _time.GetTimestamp();
            _link.OnTick();
            if (_link.IsLost)
            {
                End(SessionEnd.NoAnswer);
                return;
            }

            if (now >= _keepAliveAt)
            {
                _keepAliveAt = _time.TimestampIn(_options.KeepAlive);
                Send(new KeepAlivePacket());
            }

            _packets.OnTick();
            WakeUp();
        }
    }

    private void End(SessionEnd reason)
    {
        if (_state != State.Ended)
        {
            _state = State.Ended;
            _clock.Dispose();
            _link.Close();
            _ended.TrySetResult(reason);
            _listed.TrySetResult();
        }
    }

    private void Send(ClientPacket packet, Action<bool>? onSettled = null)
    {
        _link.Send(Encode(packet), onSettled);
        WakeUp();
    }

    private void SendOnce(ClientPacket packet) => _socket.Send(Encode(packet)(_link.TakeSequence()).Span, _server);

    /// <summary>Encodes at once, so that what cannot be sent fails where it was asked for; the number is filled in when its turn comes.</summary>
    private EncodeDatagram Encode(ClientPacket packet)
    {
        var datagram = new ClientDatagram(0, _options.Uin, packet).ToArray(_options.Text.Encoding);
        if (datagram.Length > MaxDatagram)
        {
            throw new ArgumentException($"{packet.GetType().Name} takes {datagram.Length} bytes; servers read {MaxDatagram}");
        }

        return sequence =>
        {
            LogSent(_log, sequence, packet.GetType().Name);
            new DatagramHeader((ushort)packet.Command, sequence).Write(datagram);
            return datagram;
        };
    }

    private void WakeUp() =>
        _clock.WakeAt(Math.Min(Math.Min(_link.NextTick, _keepAliveAt), _packets.NextTick));

    [LoggerMessage(LogLevel.Debug, "→ #{Sequence} {Packet}")]
    private static partial void LogSent(ILogger log, ushort sequence, string packet);

    [LoggerMessage(LogLevel.Error, "A packet of the server could not be dealt with")]
    private static partial void LogFailed(ILogger log, Exception exception);
}

using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Server.Handlers;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server;

/// <summary>
/// An ICQ version 2 server for genuine clients and bots: registration, sessions, presence, messages, the directory of users. Everything
/// happens under one lock where the datagram arrived; nothing in it waits.
/// </summary>
public sealed partial class IcqServer : IAsyncDisposable
{
    /// <summary>No client sends more; a longer datagram is not looked at.</summary>
    private const int MaxDatagram = 8192;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StoreFailureInterval = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly IcqServerOptions _options;
    private readonly INetwork _network;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SessionTable _sessions = new();
    private readonly LoginHandler _logins;
    private readonly PresenceHandler _presence;
    private readonly ListHandler _lists;
    private readonly MessageHandler _messages;
    private readonly SearchHandler _searches;
    private readonly InfoHandler _infos;
    private readonly RegistrationHandler _registrations;
    private readonly PasswordWork _passwords;
    private readonly DelayedAnswers _answers;
    private readonly LinkClock _answerClock;
    private IDatagramSocket? _socket;
    private ITimer? _timer;
    private long? _storeFailedAt;

    /// <summary>A server that does not listen yet.</summary>
    public IcqServer(IcqServerOptions options, IServerStore store, INetwork network, TimeProvider time, ILogger log)
    {
        _options = options;
        _network = network;
        _time = time;
        _log = log;
        var accounts = new AccountDirectory(store, options);
        _passwords = new PasswordWork(Guarded);
        _presence = new PresenceHandler(_sessions);
        _messages = new MessageHandler(_sessions, accounts, store, options, time, log);
        _lists = new ListHandler(_presence, _messages, accounts);
        _searches = new SearchHandler(accounts);
        _answerClock = new LinkClock(time, () => Guarded(_answers!.OnTick));
        _answers = new DelayedAnswers(time, _answerClock.WakeAt);
        _infos = new InfoHandler(accounts, _answers, log);
        _registrations = new RegistrationHandler(_sessions, accounts, _passwords, options, time, log, Send);
        _logins = new LoginHandler(
            _sessions,
            new PasswordChecks(accounts, _passwords, options, time, log),
            _presence,
            options,
            time,
            log,
            (bytes, to) => _socket?.Send(bytes, to));
    }

    /// <summary>Where it listens; null before <see cref="Start"/>.</summary>
    public IPEndPoint? LocalEndPoint => _socket?.LocalEndPoint;

    /// <summary>Who is logged in now.</summary>
    public IReadOnlyCollection<Uin> Online
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions.All.Select(session => session.Uin)];
            }
        }
    }

    /// <summary>Where passwords are hashed.</summary>
    internal PasswordWork Passwords => _passwords;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is in use, or the address is not of this machine.</exception>
    public void Start()
    {
        _socket = _network.OpenDatagramSocket(_options.EndPoint, null);
        _timer = _time.CreateTimer(_ => Guarded(_logins.EndSilent), null, TickInterval, TickInterval);
        _socket.Start(OnDatagram);
    }

    /// <summary>Stops at once. Messages that were under way are stored; clients notice by the silence.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _timer, null) is { } timer)
        {
            await timer.DisposeAsync();
        }

        _answerClock.Dispose();
        if (Interlocked.Exchange(ref _socket, null) is { } socket)
        {
            await socket.DisposeAsync();
        }

        await _passwords.DisposeAsync();
        lock (_lock)
        {
            foreach (var session in _sessions.All.ToArray())
            {
                _logins.End(session);
            }
        }
    }

    private void Guarded(Action work)
    {
        lock (_lock)
        {
            try
            {
                work();
            }
            catch (IOException e)
            {
                // Not acknowledged: the client sends it again.
                TellStoreFailed(e);
            }
            catch (Exception e)
            {
                // Whatever it was, the server goes on.
                LogFailed(_log, e);
            }
        }
    }

    private void OnDatagram(ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        if (datagram.Length > MaxDatagram || !DatagramHeader.TryRead(datagram, out var header))
        {
            return;
        }

        lock (_lock)
        {
            try
            {
                Receive(header, datagram, from);
            }
            catch (IOException e)
            {
                // Not acknowledged: the client sends it again.
                TellStoreFailed(e);
            }
            catch (Exception e)
            {
                // Whatever it was, the server goes on with the next datagram.
                LogFailed(_log, e);
            }
        }
    }

    /// <summary>Every repetition of every client fails while the store does: the log has a line now and then.</summary>
    private void TellStoreFailed(IOException failure)
    {
        if (_storeFailedAt is not { } before || _time.GetElapsedTime(before) >= StoreFailureInterval)
        {
            _storeFailedAt = _time.GetTimestamp();
            LogStoreFailed(_log, failure.Message);
        }
    }

    private void Receive(DatagramHeader header, ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        var received = ClientDatagram.Read(datagram, WireText.Latin1.Encoding);
        var session = _sessions.Find(from);
        switch ((ClientCommand)header.Command)
        {
            case ClientCommand.Login:
                _logins.OnLogin(from, header.Sequence, UinOf(datagram), received?.Packet as LoginPacket, datagram);
                break;
            case ClientCommand.PreLogin:
                _logins.OnPreLogin(from, header.Sequence, received?.Packet as PreLoginPacket);
                break;
            case ClientCommand.NewUserPermission:
                _registrations.OnPermission(from, header.Sequence);
                break;
            case ClientCommand.NewUserRegister:
                _registrations.OnRegister(from, header.Sequence, received?.Packet as NewUserRegisterPacket);
                break;
            case var _ when session is null || session.Uin != UinOf(datagram):
                if (IsLogOff(received?.Packet))
                {
                    // Whoever logs off while its password is looked at does not want to be logged in.
                    _passwords.Cancel(from, UinOf(datagram));
                }

                if (MustTellNotConnected(header, datagram, from))
                {
                    Send(new ServerDatagram(header.Sequence, new NotConnectedPacket()), from);
                }

                break;
            default:
                session.LastHeard = _time.GetTimestamp();
                session.Allowance.Lift();
                Receive(session, header, received?.Packet);
                break;
        }
    }

    /// <summary>
    /// False for an acknowledgement, for a datagram without a UIN, which no client sends (two servers with forged addresses would answer
    /// each other for ever), and for a client that is just logging in.
    /// </summary>
    private bool MustTellNotConnected(DatagramHeader header, ReadOnlySpan<byte> datagram, IPEndPoint from) =>
        !header.IsAck && datagram.Length >= DatagramHeader.Size + 4
        && !_passwords.IsUnderWay(from) && !_logins.IsSilenced(from, UinOf(datagram));

    /// <summary>A datagram inside of a session; <paramref name="packet"/> is null when it could not be read.</summary>
    private void Receive(ServerSession session, DatagramHeader header, ClientPacket? packet)
    {
        if (packet is OfflineMessagesAckPacket)
        {
            // LICQ numbers it with our own number, so it must not count as a duplicate; doing it twice does no harm.
            _messages.OnDelete(session);
            session.Link.Acknowledge(header.Sequence);
        }
        else if (IsLogOff(packet))
        {
            _passwords.Cancel(session.EndPoint, session.Uin);
            _logins.End(session);
        }
        else if (session.Link.Receive(header) == Reception.New && session.TakesRequests && TryTake(session, packet, header.Sequence))
        {
            session.Link.Accept(header.Sequence);
            Answer(session, packet, header.Sequence);
        }
    }

    /// <summary>What must be done before the acknowledgement; false: there is none, or it follows later.</summary>
    private bool TryTake(ServerSession session, ClientPacket? packet, ushort sequence)
    {
        switch (packet)
        {
            case SendMessagePacket message:
                return _messages.TryPassOn(session, message.To, message.Type, message.Text);
            case MessageToNewUserPacket message:
                return _messages.TryPassOn(session, message.To, message.Type, message.Text);
            case AddToListPacket added:
                _lists.TellOfAdding(session, added);
                return true;
            case ChangePasswordPacket change:
                _registrations.OnChangePassword(session, sequence, change);
                return false;
            case AuthorizationModePacket mode:
                _infos.OnAuthorizationMode(session, mode);
                return true;
            default:
                return true;
        }
    }

    /// <summary>What follows the acknowledgement. What is not understood is acknowledged and ignored.</summary>
    private void Answer(ServerSession session, ClientPacket? packet, ushort sequence)
    {
        switch (packet)
        {
            case ContactListPacket contacts:
                _lists.OnContactList(session, contacts);
                break;
            case VisibleListPacket visible:
                _lists.OnVisibleList(session, visible);
                break;
            case InvisibleListPacket invisible:
                _lists.OnInvisibleList(session, invisible);
                break;
            case AddToListPacket added:
                _lists.OnAddToList(session, added);
                break;
            case StatusChangePacket status:
                _presence.OnStatusChange(session, status, sequence);
                break;
            case OfflineMessagesRequestPacket:
                _messages.OnRequest(session);
                break;
            case SearchUinPacket search:
                _searches.OnSearchUin(session, search);
                break;
            case SearchUserPacket search:
                _searches.OnSearchUser(session, search);
                break;
            case InfoRequestPacket request:
                _infos.OnInfoRequest(session, request);
                break;
            case ExtInfoRequestPacket request:
                _infos.OnExtInfoRequest(session, request);
                break;
            case NewUserInfoPacket update:
                _infos.OnNewUserInfo(session, update);
                break;
            case UpdateInfoPacket update:
                _infos.OnUpdateInfo(session, update);
                break;
            case UpdateExtInfoPacket update:
                _infos.OnUpdateExtInfo(session, update);
                break;
            case null or UnknownClientPacket or QueryServersPacket or QueryAddonsPacket:
                // No source knows what the last two ask for.
                LogIgnored(_log, session.Uin, packet is null ? "unreadable" : $"{(ushort)packet.Command:X4}");
                break;
        }
    }

    /// <summary>Some clients leave out the text when they log off.</summary>
    private static bool IsLogOff(ClientPacket? packet) => packet is SendTextCodePacket { TextCode: SendTextCodePacket.UserDisconnected or "" };

    /// <summary>Sends outside of any session: once, with the client's number.</summary>
    private void Send(ServerDatagram datagram, IPEndPoint to) => _socket?.Send(datagram.ToArray(WireText.Latin1.Encoding), to);

    /// <summary>The sender in the header, which all packets have that are not answered outside of a session.</summary>
    private static Uin UinOf(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= DatagramHeader.Size + 4 ? new Uin(BitConverter.ToUInt32(datagram[DatagramHeader.Size..])) : default;

    [LoggerMessage(LogLevel.Error, "The server failed at one thing and goes on")]
    private static partial void LogFailed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Error, "The server's data cannot be written: {Reason}. What needs it is not acknowledged, so that it comes again")]
    private static partial void LogStoreFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Debug, "A packet of {Uin} is acknowledged and ignored: {Command}")]
    private static partial void LogIgnored(ILogger log, Uin uin, string command);
}

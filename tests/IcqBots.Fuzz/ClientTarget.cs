using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;
using IcqBots.Transport;

namespace IcqBots.Fuzz;

/// <summary>A client that is logged in, and logs in again whenever its session is over. What it tells is read.</summary>
internal sealed class ClientTarget : IAsyncDisposable
{
    private const int MaxQuestions = 16;
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Server = IPEndPoint.Parse("10.0.0.1:4000");
    private static readonly Uin Own = 2001;

    private readonly DirectNetwork _network;
    private readonly IcqClient _client;
    private readonly Task _reading;
    private readonly AcceptedRequests _requests;
    private readonly ConcurrentQueue<ushort> _unacknowledged = [];
    private readonly List<Task> _asking = [];
    private volatile bool _logsIn;
    private volatile ushort _question;
    private Task<SessionEnd> _ended = Task.FromResult(SessionEnd.LoggedOff);

    public ClientTarget(MemoryNetwork streams, TimeProvider time, FuzzLog log)
    {
        _network = new DirectNetwork(PeerEndPoint.Address, streams.HostAt("10.0.0.2"), OnSent);
        _client = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = "10.0.0.1",
                Uin = Own,
                Password = new Password("secret"),
                Contacts = [111111, 222222, 1000001, 1000009],
                PeerPort = PeerEndPoint.Port,

                // All peers come from one address; what they ask for shall reach the code behind the limits.
                PeerLimits = new PeerLimits { MaxRequests = 64, MaxRequestsPerPeer = 64 },
            },
            _network,
            time,
            log);
        _requests = new AcceptedRequests(log);
        _reading = ReadEventsAsync();
    }

    /// <summary>Where it listens for peers.</summary>
    public static IPEndPoint PeerEndPoint { get; } = IPEndPoint.Parse("10.0.0.2:5190");

    /// <summary>A datagram of the server arrives.</summary>
    public async ValueTask TakeAsync(FuzzInput input)
    {
        await LogInAsync();
        if (EndsSession(input.Bytes) && input.Choice % 100 != 0)
        {
            return;
        }

        await AskAsync(input.Choice);
        SetNumber(input);
        _network.Arrive(input.Bytes, Server);
        Answer(input.Choice % 16 != 0);
    }

    /// <summary>Makes sure that there is a session, and with it a listener for peers.</summary>
    public async ValueTask LogInAsync()
    {
        if (!_ended.IsCompleted)
        {
            return;
        }

        _unacknowledged.Clear();
        var connecting = _client.ConnectAsync(CancellationToken.None);
        if (_logsIn)
        {
            _logsIn = false;
            var reply = new LoginReplyPacket(Own, PeerEndPoint.Address, LoginSequence: 0);
            _network.Arrive(new ServerDatagram(0, reply).ToArray(WireText.Latin1.Encoding), Server);
        }

        _ended = await connecting.WaitAsync(SafetyLimit);
        Answer(acknowledges: true);
    }

    /// <summary>Tries to send a message on whatever connection a peer has opened in the name of a UIN.</summary>
    public Task SendToPeerAsync(Uin uin) =>
        IgnoreNoAnswerAsync(_client.SendMessageAsync(uin, "hello", MessageRoute.Peer));

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _reading;
        _requests.Dispose();
    }

    /// <summary>Now and then the client wants to know something.</summary>
    private async ValueTask AskAsync(ulong choice)
    {
        if ((choice >> 8) % 32 != 0)
        {
            return;
        }

        foreach (var asked in _asking.Where(task => task.IsCompleted).ToArray())
        {
            _asking.Remove(asked);
            await asked;
        }

        if (_asking.Count < MaxQuestions)
        {
            var users = _client.Users;
            _asking.Add(IgnoreNoAnswerAsync(((choice >> 16) % 6) switch
            {
                0 => users.SearchAsync(111111),
                1 => users.SearchAsync(new UserSearch { Nick = "Nick" }),
                2 => users.GetInfoAsync(111111),
                3 => users.GetExtendedInfoAsync(111111),
                4 => users.UpdateInfoAsync(new UserInfo("Nick", "First", "Last", "me@example.org")),
                _ => users.UpdateExtendedInfoAsync(new ExtendedUserInfo()),
            }));
        }
    }

    /// <summary>Some answers are given the number of the latest question.</summary>
    private void SetNumber(FuzzInput input)
    {
        var bytes = input.Bytes;
        if ((input.Choice >> 24) % 2 == 0 && bytes.Length >= DatagramHeader.Size + sizeof(ushort)
            && ServerDatagram.Read(bytes, WireText.Latin1.Encoding)?.Packet is AnswerPacket or UserFoundPacket)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(DatagramHeader.Size), _question);
        }
    }

    private static async Task IgnoreNoAnswerAsync(Task asking)
    {
        try
        {
            await asking;
        }
        catch (DeliveryException)
        {
            // There is no session or connection, or no answer.
        }
    }

    private static bool EndsSession(ReadOnlySpan<byte> datagram) =>
        DatagramHeader.TryRead(datagram, out var header)
        && (ServerCommand)header.Command is ServerCommand.NotConnected or ServerCommand.ForcedOffline;

    private async Task ReadEventsAsync()
    {
        await foreach (var told in _client.Events.ReadAllAsync())
        {
            if (told is MessageReceived message)
            {
                _client.Handled(message);
            }
            else if (told is RequestReceived received)
            {
                _ = _requests.TakeAsync(received.Request);
            }
        }
    }

    private void OnSent(ReadOnlySpan<byte> datagram, IPEndPoint to)
    {
        if (DatagramHeader.TryRead(datagram, out var header) && !header.IsAck)
        {
            if ((ClientCommand)header.Command == ClientCommand.Login)
            {
                _logsIn = true;
            }
            else
            {
                _unacknowledged.Enqueue(header.Sequence);
                if (datagram.Length >= DatagramHeader.Size + 6)
                {
                    // Behind the UIN, in all packets that ask something.
                    _question = BinaryPrimitives.ReadUInt16LittleEndian(datagram[(DatagramHeader.Size + 4)..]);
                }
            }
        }
    }

    /// <summary>What a server does after that.</summary>
    private void Answer(bool acknowledges)
    {
        Span<byte> ack = stackalloc byte[DatagramHeader.Size];
        while (_unacknowledged.TryDequeue(out var sequence))
        {
            if (acknowledges)
            {
                new DatagramHeader(DatagramHeader.Ack, sequence).Write(ack);
                _network.Arrive(ack, Server);
            }
        }
    }
}

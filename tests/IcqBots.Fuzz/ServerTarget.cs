using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.Tests;
using IcqBots.Server;
using IcqBots.Testing;

namespace IcqBots.Fuzz;

/// <summary>
/// The embedded server. Each UIN of the vectors is a user who is logged in, acknowledges most of what he gets, and logs in again when
/// his session is over. Now and then the server begins anew, with an empty store.
/// </summary>
internal sealed class ServerTarget(MemoryNetwork streams, TimeProvider time, FuzzLog log) : IAsyncDisposable
{
    private const int InputsOfServer = 200_000;
    private const int InputsOfLogIn = 64;
    private static readonly IPEndPoint EndPoint = IPEndPoint.Parse("10.0.0.1:4000");
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("10.2.0.1:4001");
    private static readonly FrozenDictionary<Uin, (IPEndPoint EndPoint, Password Password)> Users = PacketVectors.All
        .Select(vector => vector.Content).OfType<ClientDatagram>()
        .Where(datagram => datagram.Uin.IsValid)
        .GroupBy(datagram => datagram.Uin)
        .Select((group, i) => (
            Uin: group.Key,
            EndPoint: new IPEndPoint(IPAddress.Parse("10.1.0.1"), 5000 + i),
            Password: group.Select(datagram => datagram.Packet).OfType<LoginPacket>().FirstOrDefault()?.Password ?? new Password("secret")))
        .ToFrozenDictionary(user => user.Uin, user => (user.EndPoint, user.Password));

    private static readonly FrozenDictionary<IPEndPoint, Uin> Uins = Users.ToFrozenDictionary(user => user.Value.EndPoint, user => user.Key);

    private readonly Queue<(IPEndPoint User, ushort Sequence)> _unacknowledged = [];
    private readonly HashSet<Uin> _locked = [];
    private IcqServer? _server;
    private DirectNetwork? _network;
    private int _inputs;

    /// <summary>A datagram arrives.</summary>
    public async ValueTask TakeAsync(FuzzInput input)
    {
        if (_inputs++ % InputsOfServer == 0)
        {
            await DisposeAsync();
            Start();
        }

        if (_inputs % InputsOfLogIn == 0)
        {
            LogInAll();
        }

        if (input.Choice % RarityOf(input.Bytes) != 0)
        {
            return;
        }

        _network!.Arrive(input.Bytes, Users.TryGetValue(input.Uin, out var user) ? user.EndPoint : Stranger);
        Answer(input.Choice % 16 != 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>One of so many arrives: a new password is hashed for tens of milliseconds, and sessions shall last for a while.</summary>
    private static uint RarityOf(ReadOnlySpan<byte> datagram) =>
        !DatagramHeader.TryRead(datagram, out var header) ? 1 : (ClientCommand)header.Command switch
        {
            ClientCommand.NewUserRegister or ClientCommand.ChangePassword => 1000,
            ClientCommand.SendTextCode => 16,
            ClientCommand.Login => 4,
            _ => 1u,
        };

    private void Start()
    {
        var options = new IcqServerOptions
        {
            EndPoint = EndPoint,
            MailboxLimit = 50,
            FreeWrongPasswords = int.MaxValue,
            Accounts = [.. Users.Select(user => new Account(user.Key, "Nick") { Password = user.Value.Password })],
        };
        _network = new DirectNetwork(EndPoint.Address, streams.HostAt("10.0.0.1"), OnSent);
        _server = new IcqServer(options, new MemoryServerStore(), _network, time, log);
        _server.Start();
        _unacknowledged.Clear();
        _locked.Clear();
        LogInAll();
    }

    private void OnSent(ReadOnlySpan<byte> datagram, IPEndPoint to)
    {
        if (DatagramHeader.TryRead(datagram, out var header) && !header.IsAck && Uins.ContainsKey(to))
        {
            // Some need no acknowledgement; one more does no harm.
            _unacknowledged.Enqueue((to, header.Sequence));
        }
    }

    /// <summary>What the users' programs do after that.</summary>
    private void Answer(bool acknowledges)
    {
        Span<byte> ack = stackalloc byte[DatagramHeader.Size + sizeof(uint)];
        while (_unacknowledged.TryDequeue(out var sent))
        {
            if (acknowledges)
            {
                new DatagramHeader(DatagramHeader.Ack, sent.Sequence).Write(ack);
                BinaryPrimitives.WriteUInt32LittleEndian(ack[DatagramHeader.Size..], Uins[sent.User].Value);
                _network!.Arrive(ack, sent.User);
            }
        }
    }

    /// <summary>All users are online then, but those whose password has been changed by an input.</summary>
    private void LogInAll()
    {
        foreach (var uin in Users.Keys.Except(_server!.Online).Except(_locked).ToArray())
        {
            var (endPoint, password) = Users[uin];
            var login = new LoginPacket(
                5190, password, endPoint.Address, ConnectionType.Direct, OnlineStatus.Online, PeerVersion: 3, LoginSequence: 1);
            _network!.Arrive(new ClientDatagram((ushort)_inputs, uin, login).ToArray(WireText.Latin1.Encoding), endPoint);
            if (!_server.Online.Contains(uin))
            {
                _locked.Add(uin);
            }
        }

        Answer(acknowledges: true);
    }
}

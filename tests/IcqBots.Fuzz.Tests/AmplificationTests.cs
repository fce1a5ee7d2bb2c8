using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Server;
using IcqBots.Testing;

namespace IcqBots.Fuzz.Tests;

/// <summary>Whoever forges the address of another does not make the server send more to it than three times what it costs him.</summary>
public sealed class AmplificationTests
{
    private const int Inputs = 20_000;

    /// <summary>All retransmissions are over by then.</summary>
    private static readonly TimeSpan _longEnough = TimeSpan.FromMinutes(5);

    private readonly Dictionary<IPEndPoint, int> _received = [];
    private readonly Dictionary<IPEndPoint, int> _sent = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_packet_from_a_new_address_is_answered_with_at_most_three_times_its_bytes(long seed)
    {
        var inputs = new FuzzInputs(seed);
        byte[][] datagrams =
        [
            .. Enumerable.Range(0, Inputs).Select(index => inputs.At(index).Bytes),
            .. Enum.GetValues<ClientCommand>().SelectMany(Shortest),
        ];
        var accounts = datagrams.Select(datagram => ClientDatagram.Read(datagram, WireText.Latin1.Encoding))
            .Where(datagram => datagram is { Packet: LoginPacket, Uin.IsValid: true })
            .DistinctBy(datagram => datagram!.Uin)
            .Select(datagram => new Account(datagram!.Uin, "Nick") { Password = ((LoginPacket)datagram.Packet).Password });
        var clock = new ManualTimeProvider();
        await using var streams = new MemoryNetwork(clock);
        var options = new IcqServerOptions
        {
            EndPoint = IPEndPoint.Parse("10.0.0.1:4000"),
            Accounts = [.. accounts],
            FreeWrongPasswords = int.MaxValue,
            PasswordIterations = 1,
        };
        var network = new DirectNetwork(options.EndPoint.Address, streams.HostAt("10.0.0.1"), OnSent);
        using var log = new TestLog();
        await using var server = new IcqServer(options, new MemoryServerStore(), network, clock, log);
        server.Start();
        var logins = 0;

        for (var i = 0; i < datagrams.Length; i++)
        {
            var from = new IPEndPoint(new IPAddress(new byte[] { 10, 1, (byte)(i >> 8), (byte)i }), 4001);
            _received[from] = datagrams[i].Length;
            network.Arrive(datagrams[i], from);
            if (i % 1000 == 0)
            {
                logins += server.Online.Count;
                clock.Advance(_longEnough);
            }
        }

        clock.Advance(_longEnough);
        Assert.True(logins > 0, "Nobody was logged in");
        lock (_sent)
        {
            Assert.NotEmpty(_sent);
            Assert.DoesNotContain(_sent, entry => entry.Value > 3 * _received[entry.Key]);
        }
    }

    private static IEnumerable<byte[]> Shortest(ClientCommand command)
    {
        var header = new byte[DatagramHeader.Size];
        new DatagramHeader((ushort)command, 1).Write(header);
        yield return header;
        yield return [.. header, 1, 0, 0, 0];
    }

    private void OnSent(ReadOnlySpan<byte> datagram, IPEndPoint to)
    {
        lock (_sent)
        {
            _sent[to] = _sent.GetValueOrDefault(to) + datagram.Length;
        }
    }
}

using System.Net;
using System.Text;
using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Capture.Tests;

public sealed class CapturingNetworkTests : IAsyncLifetime, IDisposable
{
    private static readonly IPEndPoint ServerEnd = IPEndPoint.Parse("10.0.0.2:4000");

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new() { ExpectsErrors = true };
    private readonly CaptureStream _file = new();
    private readonly MemoryNetwork _memory;
    private readonly CaptureWriter _capture;
    private readonly CapturingNetwork _network;
    private readonly IDatagramSocket _server;
    private readonly Channel<byte[]> _atServer = Channel.CreateUnbounded<byte[]>();

    public CapturingNetworkTests()
    {
        _memory = new MemoryNetwork(_time);
        _capture = new CaptureWriter(_file, _time, new Logger<CaptureWriter>(_log));
        _network = new CapturingNetwork(_memory.HostAt("10.0.0.1"), _capture);
        _server = _memory.HostAt("10.0.0.2").OpenDatagramSocket(ServerEnd, null);
        _server.Start((datagram, from) =>
        {
            _atServer.Writer.TryWrite(datagram.ToArray());
            _server.Send(new ServerDatagram(7, new Protocol.FromServer.AckPacket()).ToArray(Texts.Western), from);
        });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _capture.DisposeAsync();
        await _memory.DisposeAsync();
    }

    public void Dispose()
    {
        _file.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Datagrams_of_both_directions_are_in_the_file_with_time_and_ends()
    {
        await using var socket = Open();
        Send(socket, new KeepAlivePacket());
        await _memory.IdleAsync();
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        Send(socket, new KeepAlive2Packet());
        await _memory.IdleAsync();
        await _capture.DisposeAsync();

        var packets = Decode();

        Assert.Equal(
            ["Client KeepAlive", "Server Ack", "Client KeepAlive2", "Server Ack"], packets.Select(packet => $"{packet.Sender} {packet.Name}"));
        Assert.Equal((socket.LocalEndPoint, ServerEnd), (packets[0].From, packets[0].To));
        Assert.Equal((ServerEnd, socket.LocalEndPoint), (packets[1].From, packets[1].To));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), packets[2].Time - packets[0].Time);
        Assert.Equal(_time.GetUtcNow(), packets[3].Time);
    }

    [Fact]
    public async Task No_password_is_in_the_file_but_the_server_gets_it()
    {
        var secret = new Password("S3cretWd");
        ClientPacket[] packets =
        [
            new LoginPacket(0, secret, IPAddress.Loopback, ConnectionType.Direct, OnlineStatus.Online, 3, 1),
            new NewUserRegisterPacket(secret),
            new ChangePasswordPacket(1, secret),
            new PreLoginPacket(1, 1001, secret, OnlineStatus.Online),
        ];
        await using var socket = Open();
        foreach (var packet in packets)
        {
            Send(socket, packet);
        }

        await _memory.IdleAsync();
        await _capture.DisposeAsync();

        Assert.Equal(-1, _file.Bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret.Reveal())));
        Assert.Equal(packets.Length, Decode().Count(packet => packet.Sender == PacketSender.Client && packet.Problem is null));
        for (var i = 0; i < packets.Length; i++)
        {
            Assert.True((await _atServer.Reader.ReadAsync()).AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret.Reveal())) > 0);
        }
    }

    [Fact]
    public async Task A_connection_that_was_opened_and_one_that_was_accepted_are_in_the_file()
    {
        var init = new ChannelInitFrame(3, 0, 1001, IPAddress.Loopback, IPAddress.Loopback, ConnectionType.Direct, 5000).ToArray(Texts.Western);
        var text = new ChannelMessageFrame { From = 1001, Text = new string('x', 60_000), Sequence = 1 }.ToArray(Texts.Western);
        var answer = new ChannelAckFrame { From = 1002, Sequence = 1 }.ToArray(Texts.Western);
        await using var listener = _network.Listen(IPEndPoint.Parse("10.0.0.1:5000"));
        var opened = await _network.ConnectAsync(listener.LocalEndPoint, CancellationToken.None);
        var accepted = (await listener.AcceptAsync(CancellationToken.None)).Stream;

        // The network holds less than that.
        var writing = opened.WriteAsync((byte[])[.. init, .. text, .. text]);
        await accepted.ReadExactlyAsync(new byte[init.Length + (2 * text.Length)]);
        await writing;
        await accepted.WriteAsync(answer);
        await opened.ReadExactlyAsync(new byte[answer.Length]);
        await opened.DisposeAsync();
        Assert.Equal(0, await accepted.ReadAsync(new byte[1]));
        await accepted.DisposeAsync();
        await _capture.DisposeAsync();

        // Both ends are captured here.
        string[] expected = ["ChannelAck", "ChannelAck", "ChannelInit", "ChannelInit", .. Enumerable.Repeat("ChannelMessage", 4)];
        var packets = Decode();
        Assert.Equal(expected, packets.Select(packet => packet.Name).Order());
        Assert.All(packets, packet => Assert.Null(packet.Problem));
        Assert.Equal(2, packets.Count(packet => packet.From!.Equals(listener.LocalEndPoint)));
    }

    [Fact]
    public async Task Each_packet_is_readable_as_soon_as_it_is_written()
    {
        await using var socket = Open();
        await _file.FlushedAsync();

        Send(socket, new KeepAlivePacket());
        await _file.FlushedAsync();

        Assert.Equal("KeepAlive", Assert.Single(Decode()).Name);
    }

    [Fact]
    public async Task A_full_disk_ends_the_capture_with_one_error_and_nothing_else()
    {
        await using var socket = Open();
        await _file.FlushedAsync();
        _file.Failure = new IOException("No space left on device");

        for (var i = 0; i < 10_000; i++)
        {
            Send(socket, new KeepAlivePacket());
        }

        for (var i = 0; i < 10_000; i++)
        {
            await _atServer.Reader.ReadAsync();
        }

        await _capture.DisposeAsync();
        Assert.Contains("No space left on device", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_disk_costs_packets_of_the_capture_and_one_warning_and_nobody_waits()
    {
        await using var socket = Open();
        await _file.FlushedAsync();
        _file.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        for (var i = 0; i < 10_000; i++)
        {
            Send(socket, new KeepAlivePacket());
        }

        Assert.Equal(["The capture lacks packets: its file takes them too slowly"], _log.At(LogLevel.Warning));
        _file.Gate.SetResult();
        await _capture.DisposeAsync();
        Assert.InRange(Decode().Count, 4096, 9_999);
    }

    private IDatagramSocket Open()
    {
        var socket = _network.OpenDatagramSocket(null, ServerEnd);
        socket.Start((_, _) => { });
        return socket;
    }

    private static void Send(IDatagramSocket socket, ClientPacket packet) =>
        socket.Send(new ClientDatagram(1, 1001, packet).ToArray(Texts.Western), ServerEnd);

    private List<DecodedPacket> Decode() =>
        [.. new CaptureDecoder(Texts.Western, ServerEnd.Port).Decode(new MemoryStream(_file.Bytes), "test.pcapng")];

    /// <summary>A file in memory that can fail, and that can be slow.</summary>
    private sealed class CaptureStream : MemoryStream
    {
        private readonly SemaphoreSlim _flushed = new(0);

        public Exception? Failure { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public byte[] Bytes => ToArray();

        public async Task FlushedAsync() => Assert.True(await _flushed.WaitAsync(TimeSpan.FromSeconds(10)));

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await (Gate?.Task ?? Task.CompletedTask);
            Write(Failure is null ? buffer.Span : throw Failure);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            _flushed.Release();
            return Task.CompletedTask;
        }
    }
}

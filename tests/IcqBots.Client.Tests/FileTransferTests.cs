using System.Net;
using System.Security.Cryptography;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Server;
using IcqBots.Testing;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

public sealed class FileTransferTests : IDisposable
{
    private const uint Alice = 1001;
    private const uint Bob = 1002;
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-").FullName;

    [Fact]
    public async Task Files_of_no_byte_one_byte_and_50_MB_arrive_as_they_are_over_loopback()
    {
        using var log = new TestLog();
        await using var server = new IcqServer(
            new IcqServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                Accounts = [new Account(Alice, "") { Password = new Password("p") }, new Account(Bob, "") { Password = new Password("p") }],
            },
            new MemoryServerStore(),
            new SystemNetwork(),
            TimeProvider.System,
            log);
        server.Start();
        await using var alice = Client(Alice, Bob, server.LocalEndPoint!, log);
        await using var bob = Client(Bob, Alice, server.LocalEndPoint!, log);
        await alice.ConnectAsync(CancellationToken.None).WaitAsync(ClientBench.SafetyLimit);
        await alice.ListedAsync(CancellationToken.None).WaitAsync(ClientBench.SafetyLimit);
        await bob.ConnectAsync(CancellationToken.None).WaitAsync(ClientBench.SafetyLimit);
        await alice.Events.ReadAsync().AsTask().WaitAsync(ClientBench.SafetyLimit);
        string[] paths = [Write("empty.bin", 0), Write("one.bin", 1), Write("large.bin", 50_000_000)];
        var inbox = Directory.CreateDirectory(Path.Combine(_folder, "inbox")).FullName;
        var told = new Progress();

        var sending = alice.SendFilesAsync(Bob, [.. paths.Select(OutgoingFile.At)], "three files");
        var offer = Assert.IsType<IncomingFiles>(((RequestReceived)await NextAsync(bob)).Request);
        Assert.Equal(("3 files", 50_000_001L, "three files"), (offer.FileName, offer.Size, offer.Text));
        var received = await offer.AcceptAsync(inbox, maxBytes: 60_000_000, told).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["empty.bin", "one.bin", "large.bin"], (await sending.WaitAsync(ClientBench.SafetyLimit)).Files);
        Assert.Equal(paths.Select(Hash), received.Select(file => Hash(file.Path)));
        Assert.Equal(new FileProgress("large.bin", 50_000_000, 50_000_000), told.Last);
        Assert.Equal(3, Directory.GetFiles(inbox).Length);
    }

    [Fact]
    public async Task The_bytes_on_the_wire_are_those_of_LICQ()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [Alice] });
        await using var host = Listen(bench, out var endPoint);
        await bench.LogInWithContactAsync(port: endPoint.Port);
        var path = Path.Combine(_folder, "a.c");
        await File.WriteAllBytesAsync(path, new byte[3000]);

        var sending = bench.Client.SendFilesAsync(Alice, [OutgoingFile.At(path)], "look");
        await using var peer = await HandPeer.AcceptAsync(host);
        var offer = await peer.ExpectAsync<ChannelMessageFrame>();
        Assert.Equal((MessageType.FileRequest, "look"), (offer.Type, offer.Text));
        Assert.Equal(new FileExtra { FileName = "a.c", Size = 3000 }, offer.Extra);
        await using var filePort = Listen(bench, out var fileEndPoint, port: 0);
        await peer.SendAsync(new ChannelAckFrame
        {
            From = Alice,
            Type = MessageType.FileRequest,
            Sequence = offer.Sequence,
            Extra = new FileExtra { Port = (uint)fileEndPoint.Port, ReversedPort = (ushort)fileEndPoint.Port },
        });

        await using var files = await HandPeer.AcceptAsync(filePort);
        files.Reads(FileTransferFrame.Read);
        Assert.Equal(new FileInitFrame(1, 3000, "2001"), await files.ExpectAsync<FileInitFrame>());
        await files.SendAsync(new FileInitAckFrame("alice"));
        Assert.Equal(new FileInfoFrame("a.c", 3000), await files.ExpectAsync<FileInfoFrame>());
        await files.SendAsync(new FileSpeedFrame(50));
        await files.SendAsync(new FileStartFrame(100));
        Assert.Equal(2048, (await files.ExpectAsync<FileDataFrame>()).Data.Length);
        Assert.Equal(852, (await files.ExpectAsync<FileDataFrame>()).Data.Length);
        await files.DisposeAsync();

        Assert.True((await sending.WaitAsync(ClientBench.SafetyLimit)).IsTaken);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [Alice] });
        await using var host = Listen(bench, out var endPoint);
        await bench.LogInWithContactAsync(port: endPoint.Port);

        var sending = bench.Client.SendFilesAsync(Alice, [new OutgoingFile("a", 1, () => new MemoryStream([1]))]);
        await using var peer = await HandPeer.AcceptAsync(host);
        var offer = await peer.ExpectAsync<ChannelMessageFrame>();
        await peer.SendAsync(new ChannelAckFrame
        {
            From = Alice,
            Type = MessageType.FileRequest,
            Status = ChannelStatus.Refused,
            Text = "no room",
            Sequence = offer.Sequence,
            Extra = new FileExtra(),
        });

        var result = await sending.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal((FileTransferOutcome.Refused, "no room"), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_sender_who_gives_up_withdraws_the_offer()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [Alice] });
        await using var host = Listen(bench, out var endPoint);
        await bench.LogInWithContactAsync(port: endPoint.Port);
        using var giveUp = new CancellationTokenSource();

        var sending = bench.Client.SendFilesAsync(
            Alice, [new OutgoingFile("a", 1, () => new MemoryStream([1]))], cancellationToken: giveUp.Token);
        await using var peer = await HandPeer.AcceptAsync(host);
        var offer = await peer.ExpectAsync<ChannelMessageFrame>();
        await giveUp.CancelAsync();

        var cancel = await peer.ExpectAsync<ChannelCancelFrame>();
        Assert.Equal((MessageType.FileRequest, offer.Sequence), (cancel.Type, cancel.Sequence));
        Assert.Equal(new FileExtra(), cancel.Extra);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
    }

    [Fact]
    public async Task An_offer_that_nobody_answers_is_withdrawn_when_its_time_is_up()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1), Contacts = [Alice] });
        await using var host = Listen(bench, out var endPoint);
        await bench.LogInWithContactAsync(port: endPoint.Port);

        var sending = bench.Client.SendFilesAsync(Alice, [new OutgoingFile("a", 1, () => new MemoryStream([1]))]);
        await using var peer = await HandPeer.AcceptAsync(host);
        await peer.ExpectAsync<ChannelMessageFrame>();

        await Assert.ThrowsAsync<DeliveryException>(() => bench.PassUntilAsync(sending));
        await peer.ExpectAsync<ChannelCancelFrame>();
    }

    [Fact]
    public async Task A_transfer_that_broke_goes_on_where_it_ended()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);

        var (accepting, files) = await OfferAsync(bench, peer, sequence: 1);
        await using (files)
        {
            Assert.Equal(0u, (await BeginAsync(files, "a.bin", 10)).Position);
            await files.SendAsync(new FileDataFrame(new byte[] { 0, 1, 2, 3 }));
        }

        await Assert.ThrowsAsync<TransferException>(() => accepting.WaitAsync(ClientBench.SafetyLimit));
        (accepting, files) = await OfferAsync(bench, peer, sequence: 2);
        await using (files)
        {
            Assert.Equal(4u, (await BeginAsync(files, "a.bin", 10)).Position);
            await files.SendAsync(new FileDataFrame(new byte[] { 4, 5, 6, 7, 8, 9 }));
        }

        var file = Assert.Single(await accepting.WaitAsync(ClientBench.SafetyLimit));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], await File.ReadAllBytesAsync(file.Path));
        Assert.Equal([file.Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_file_of_the_same_name_is_not_overwritten()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.bin"), "mine");

        var (accepting, files) = await OfferAsync(bench, peer, sequence: 1);
        await using (files)
        {
            await BeginAsync(files, "a.bin", 1);
            await files.SendAsync(new FileDataFrame(new byte[] { 7 }));
        }

        Assert.Equal("a (2).bin", Path.GetFileName(Assert.Single(await accepting.WaitAsync(ClientBench.SafetyLimit)).Path));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_folder, "a.bin")));
    }

    [Fact]
    public async Task An_offer_that_is_too_large_is_refused()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        await peer.SendAsync(Offer(1, size: 1001));
        var offer = (IncomingFiles)(await bench.NextAsync<RequestReceived>()).Request;

        await Assert.ThrowsAsync<TransferException>(() => offer.AcceptAsync(_folder, maxBytes: 1000));

        var answer = await peer.ExpectAsync<ChannelAckFrame>();
        Assert.Equal((ChannelStatus.Refused, 1u), (answer.Status, answer.Sequence));
        Assert.Equal(new FileExtra(), answer.Extra);
    }

    [Fact]
    public async Task A_file_that_is_larger_than_was_told_is_stopped()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);

        var (accepting, files) = await OfferAsync(bench, peer, sequence: 1);
        await files.SendAsync(new FileInitFrame(1, 10, "alice"));
        await files.ExpectAsync<FileInitAckFrame>();
        await files.SendAsync(new FileInfoFrame("a.bin", 1_000_000));

        await files.ExpectAsync<FileStopFrame>();
        await files.ExpectEndAsync();
        await Assert.ThrowsAsync<TransferException>(() => accepting.WaitAsync(ClientBench.SafetyLimit));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Somebody_else_cannot_send_in_the_place_of_the_one_who_was_accepted()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        await peer.SendAsync(Offer(1, size: 10));
        var offer = (IncomingFiles)(await bench.NextAsync<RequestReceived>()).Request;
        var accepting = offer.AcceptAsync(_folder, maxBytes: 1000);
        var port = (await peer.ExpectAsync<ChannelAckFrame>()).Extra!.ConnectPort;

        await using var stranger = await ConnectAsync(bench, port, Alice, "10.0.0.9");
        await stranger.ExpectEndAsync();
        await using var liar = await ConnectAsync(bench, port, 1009, "10.0.0.3");
        await liar.ExpectEndAsync();

        await Assert.ThrowsAsync<TransferException>(() => bench.PassUntilAsync(accepting));
    }

    [Fact]
    public async Task A_sender_who_falls_silent_is_cut_off()
    {
        await using var bench = new ClientBench(options => options with { KeepAlive = TimeSpan.FromHours(1) });
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);

        var (accepting, files) = await OfferAsync(bench, peer, sequence: 1);
        await using var open = files;
        await BeginAsync(files, "a.bin", 10);

        await Assert.ThrowsAsync<IOException>(() => bench.PassUntilAsync(accepting));
    }

    [Fact]
    public async Task A_withdrawn_offer_cannot_be_accepted()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);
        await peer.SendAsync(Offer(7, size: 10));
        var offer = (IncomingFiles)(await bench.NextAsync<RequestReceived>()).Request;

        await peer.SendAsync(new ChannelCancelFrame { From = Alice, Type = MessageType.FileRequest, Sequence = 7, Extra = new FileExtra() });
        await offer.Withdrawn.WaitAsync(ClientBench.SafetyLimit);

        await Assert.ThrowsAsync<TransferException>(() => offer.AcceptAsync(_folder, maxBytes: 1000));
    }

    [Fact]
    public async Task More_offers_than_anybody_can_look_at_are_refused()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var peer = await HandPeer.ConnectAsync(bench, Alice);

        for (var sequence = 1u; sequence <= 5; sequence++)
        {
            await peer.SendAsync(Offer(sequence, size: 10));
        }

        var answer = await peer.ExpectAsync<ChannelAckFrame>();
        Assert.Equal((ChannelStatus.Refused, 5u), (answer.Status, answer.Sequence));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IStreamListener Listen(ClientBench bench, out IPEndPoint endPoint, int port = 5000)
    {
        var listener = bench.Network.HostAt("10.0.0.3").Listen(new IPEndPoint(IPAddress.Parse("10.0.0.3"), port));
        endPoint = listener.LocalEndPoint;
        return listener;
    }

    private static ChannelMessageFrame Offer(uint sequence, uint size) => new()
    {
        From = Alice,
        Type = MessageType.FileRequest,
        Text = "look",
        Sequence = sequence,
        Extra = new FileExtra { FileName = "a.bin", Size = size },
    };

    /// <summary>Offers a file of ten bytes, which is accepted, and connects.</summary>
    private async Task<(Task<IReadOnlyList<ReceivedFile>> Accepting, HandPeer Files)> OfferAsync(
        ClientBench bench, HandPeer peer, uint sequence)
    {
        await peer.SendAsync(Offer(sequence, size: 10));
        var offer = (IncomingFiles)(await bench.NextAsync<RequestReceived>()).Request;
        var accepting = offer.AcceptAsync(_folder, maxBytes: 1000);
        var answer = await peer.ExpectAsync<ChannelAckFrame>();
        Assert.Equal((ChannelStatus.Accepted, sequence), (answer.Status, answer.Sequence));
        Assert.Equal(answer.Extra!.Port, answer.Extra.ReversedPort);
        return (accepting, await ConnectAsync(bench, answer.Extra.ConnectPort, Alice, "10.0.0.3"));
    }

    private static async Task<HandPeer> ConnectAsync(ClientBench bench, ushort port, uint uin, string address)
    {
        var endPoint = new IPEndPoint(bench.PeerEndPoint.Address, port);
        var files = new HandPeer(await bench.Network.HostAt(address).ConnectAsync(endPoint, CancellationToken.None), endPoint);
        await files.SendAsync(new ChannelInitFrame(3, 0, uin, IPAddress.Any, IPAddress.Any, ConnectionType.Direct, 0));
        files.Reads(FileTransferFrame.Read);
        return files;
    }

    private static async Task<FileStartFrame> BeginAsync(HandPeer files, string name, uint size)
    {
        await files.SendAsync(new FileInitFrame(1, size, "alice"));
        await files.ExpectAsync<FileInitAckFrame>();
        await files.SendAsync(new FileInfoFrame(name, size));
        return await files.ExpectAsync<FileStartFrame>();
    }

    private static IcqClient Client(Uin uin, Uin contact, IPEndPoint server, TestLog log) => new(
        new IcqClientOptions
        {
            ServerHost = "127.0.0.1",
            ServerPort = server.Port,
            Uin = uin,
            Password = new Password("p"),
            Contacts = [contact],
        },
        new SystemNetwork(),
        TimeProvider.System,
        log);

    private static async Task<ClientEvent> NextAsync(IcqClient client)
    {
        while (true)
        {
            if (await client.Events.ReadAsync().AsTask().WaitAsync(ClientBench.SafetyLimit) is var told and not ContactChanged)
            {
                return told;
            }
        }
    }

    private string Write(string name, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private sealed class Progress : IProgress<FileProgress>
    {
        public FileProgress? Last { get; private set; }

        public void Report(FileProgress value) => Last = value;
    }
}

using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

/// <summary>What becomes of a file that is sent to somebody who takes it slowly, not at all, or only half.</summary>
public class FileSenderTests
{
    private const uint Alice = 1001;

    [Fact]
    public async Task A_receiver_may_be_silent_for_as_long_as_it_takes_what_comes()
    {
        await using var bench = CreateBench();
        await using var host = Listen(bench, 5000);
        var (sending, files) = await BeginAsync(bench, host, 100 * FileDataFrame.MaxBytes);

        for (var i = 0; i < 100; i++)
        {
            await files.ExpectAsync<FileDataFrame>();
            await bench.PassAsync(seconds: 1);
        }

        await files.DisposeAsync();
        Assert.Equal((FileTransferOutcome.Taken, ""), OutcomeOf(await sending.WaitAsync(ClientBench.SafetyLimit)));
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_any_more_is_cut_off()
    {
        await using var bench = CreateBench();
        await using var host = Listen(bench, 5000);
        var (sending, files) = await BeginAsync(bench, host, 5_000_000);
        await using var open = files;
        await files.ExpectAsync<FileDataFrame>();

        var result = await bench.PassUntilAsync(sending);

        Assert.Equal(FileTransferOutcome.Stopped, result.Outcome);
        Assert.Contains("taken nothing", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_has_enough_is_told_apart_from_a_broken_connection()
    {
        await using var bench = CreateBench();
        await using var host = Listen(bench, 5000);
        var (sending, files) = await BeginAsync(bench, host, 5_000_000);
        await files.ExpectAsync<FileDataFrame>();

        await files.SendAsync(new FileStopFrame(0));
        await files.DisposeAsync();

        Assert.Equal(
            (FileTransferOutcome.Stopped, "The other side has stopped the transfer"),
            OutcomeOf(await sending.WaitAsync(ClientBench.SafetyLimit)));
    }

    [Fact]
    public async Task Nothing_is_taken_before_the_receiver_has_come_to_the_end()
    {
        await using var bench = CreateBench();
        await using var host = Listen(bench, 5000);
        var (sending, files) = await BeginAsync(bench, host, 10);
        await bench.PassAsync(seconds: 50);
        Assert.False(sending.IsCompleted);

        await files.ExpectAsync<FileDataFrame>();
        await files.ExpectEndAsync();
        await files.DisposeAsync();

        Assert.True((await sending.WaitAsync(ClientBench.SafetyLimit)).IsTaken);
    }

    [Fact]
    public async Task A_receiver_that_never_comes_to_the_end_has_not_taken_it()
    {
        await using var bench = CreateBench();
        await using var host = Listen(bench, 5000);
        var (sending, files) = await BeginAsync(bench, host, 10);
        await using var open = files;

        Assert.Equal(FileTransferOutcome.Stopped, (await bench.PassUntilAsync(sending)).Outcome);
    }

    [Fact]
    public async Task Who_accepts_and_does_not_listen_cannot_be_reached()
    {
        await using var bench = CreateBench();
        await using var host = Listen(bench, 5000);
        await bench.LogInWithContactAsync(port: 5000);
        var sending = bench.Client.SendFilesAsync(Alice, [FileOf(10)]);
        await using var peer = await HandPeer.AcceptAsync(host);

        await AcceptAsync(peer, port: 5999);

        await Assert.ThrowsAsync<DeliveryException>(() => sending.WaitAsync(ClientBench.SafetyLimit));
    }

    private static ClientBench CreateBench() => new(options => options with { Contacts = [Alice], KeepAlive = TimeSpan.FromHours(1) });

    private static (FileTransferOutcome Outcome, string Reason) OutcomeOf(FileTransferResult result) => (result.Outcome, result.Reason);

    private static OutgoingFile FileOf(int size) => new("a.bin", size, () => new MemoryStream(new byte[size]));

    private static IStreamListener Listen(ClientBench bench, int port) =>
        bench.Network.HostAt("10.0.0.3").Listen(new IPEndPoint(IPAddress.Parse("10.0.0.3"), port));

    private static async Task AcceptAsync(HandPeer peer, int port) => await peer.SendAsync(new ChannelAckFrame
    {
        From = Alice,
        Type = MessageType.FileRequest,
        Sequence = (await peer.ExpectAsync<ChannelMessageFrame>()).Sequence,
        Extra = new FileExtra { Port = (uint)port, ReversedPort = (ushort)port },
    });

    /// <summary>The client sends a file, of which the peer has got nothing yet but the name.</summary>
    private static async Task<(Task<FileTransferResult> Sending, HandPeer Files)> BeginAsync(ClientBench bench, IStreamListener host, int size)
    {
        await bench.LogInWithContactAsync(port: 5000);
        var sending = bench.Client.SendFilesAsync(Alice, [FileOf(size)]);
        var peer = await HandPeer.AcceptAsync(host);
        await using var port = Listen(bench, 5001);
        await AcceptAsync(peer, 5001);
        var files = await HandPeer.AcceptAsync(port);
        files.Reads(FileTransferFrame.Read);
        await files.ExpectAsync<FileInitFrame>();
        await files.SendAsync(new FileInitAckFrame("alice"));
        await files.ExpectAsync<FileInfoFrame>();
        await files.SendAsync(new FileStartFrame(0));
        return (sending, files);
    }
}

using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Testing;

namespace IcqBots.Client.Tests;

/// <summary>Peers of all versions that speak alike, and what they put where others put something else.</summary>
public class PeerVersionTests
{
    // Behind UIN, VERSION, MSG_COMMAND, X1, UIN_2, TYPE and MESSAGE "hi": addresses, PORT, X2, X3, CMD_TYPE, X4.
    private const string CapturedOrder = "C6 33 64 95 0A 00 00 03";
    private const string SpecificationOrder = "0A 00 00 03 C6 33 64 95";

    [Theory]
    [InlineData(2, "", CapturedOrder, "")]
    [InlineData(2, "", SpecificationOrder, "")]
    [InlineData(3, "", CapturedOrder, "4C BD 02")]
    [InlineData(4, "", CapturedOrder, "")]
    [InlineData(5, "00 00 00 00", CapturedOrder, "01 02 03 04 05")]
    public async Task A_message_of_any_version_is_taken_and_answered_with_its_number(byte version, string longerInit, string addresses, string tail)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        await using var stream = await bench.Network.HostAt("10.0.0.3").ConnectAsync(bench.PeerEndPoint, CancellationToken.None);
        await using var peer = new HandPeer(stream, bench.PeerEndPoint);

        await SendAsync($"FF {version:X2} 00 00 00 00 00 00 00 E9 03 00 00 {addresses} 04 00 00 00 00 {longerInit}");
        await SendAsync(
            $"E9 03 00 00 {version:X2} 00 EE 07 00 00 E9 03 00 00 01 00 03 00 68 69 00 {addresses} 42 ED 00 00 04 00 00 10 00 07 00 00 FF {tail}");

        var answer = await peer.ExpectAsync<ChannelAckFrame>();
        Assert.Equal((0xFF00_0007u, MessageType.Text, ChannelStatus.Accepted), (answer.Sequence, answer.Type, answer.Status));
        var message = await bench.NextAsync<MessageReceived>();
        Assert.Equal((new Uin(1001), "hi"), (message.From, message.Text));

        async Task SendAsync(string hex)
        {
            var bytes = Hex.Bytes(hex);
            await stream.WriteAsync((byte[])[(byte)bytes.Length, (byte)(bytes.Length >> 8), .. bytes]);
        }
    }
}

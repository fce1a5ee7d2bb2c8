using IcqBots.Protocol.FromServer;

namespace IcqBots.Protocol.Tests;

public sealed class ReceiveMessagePacketTests
{
    [Fact]
    public void The_time_is_utc_to_the_minute()
    {
        var sentAt = new DateTimeOffset(2026, 1, 1, 0, 7, 30, TimeSpan.FromHours(1));

        var packet = new ReceiveMessagePacket(1001, sentAt, MessageType.Text, "hi");

        Assert.Equal((2025, 12, 31, 23, 7), (packet.Year, packet.Month, packet.Day, packet.Hour, packet.Minute));
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 7, 0, TimeSpan.Zero), packet.SentAt);
    }

    [Theory]
    [InlineData(0, 1, 1, 0, 0)]
    [InlineData(10_000, 1, 1, 0, 0)]
    [InlineData(2026, 0, 1, 0, 0)]
    [InlineData(2026, 13, 1, 0, 0)]
    [InlineData(2026, 1, 0, 0, 0)]
    [InlineData(2026, 2, 29, 0, 0)]
    [InlineData(2026, 1, 1, 24, 0)]
    [InlineData(2026, 1, 1, 0, 60)]
    public void A_time_that_does_not_exist_is_none(ushort year, byte month, byte day, byte hour, byte minute) =>
        Assert.Null(new ReceiveMessagePacket(1001, year, month, day, hour, minute, MessageType.Text, "hi").SentAt);
}

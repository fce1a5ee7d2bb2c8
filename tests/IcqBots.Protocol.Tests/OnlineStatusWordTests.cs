namespace IcqBots.Protocol.Tests;

public sealed class OnlineStatusWordTests
{
    [Theory]
    [InlineData(0x0000_0000, OnlineStatus.Online)]
    [InlineData(0x0000_0001, OnlineStatus.Away)]
    [InlineData(0x0000_0002, OnlineStatus.DoNotDisturb)]
    [InlineData(0x0000_0004, OnlineStatus.NotAvailable)]
    [InlineData(0x0000_0005, OnlineStatus.NotAvailable)]
    [InlineData(0x0000_0010, OnlineStatus.Occupied)]
    [InlineData(0x0000_0011, OnlineStatus.Occupied)]
    [InlineData(0x0000_0013, OnlineStatus.DoNotDisturb)]
    [InlineData(0x0000_0020, OnlineStatus.FreeForChat)]
    [InlineData(0x0000_0100, OnlineStatus.Online)]
    [InlineData(0x0000_FFFF, OnlineStatus.Offline)]
    [InlineData(0x0001_0100, OnlineStatus.Online)]
    [InlineData(0x0002_0001, OnlineStatus.Away)]
    public void A_word_is_shown_as_the_status_that_clients_show(uint word, OnlineStatus expected) =>
        Assert.Equal(expected, ((OnlineStatus)word).Shown);

    [Theory]
    [InlineData(0x0000_0100, true)]
    [InlineData(0x0001_0101, true)]
    [InlineData(0x0000_0001, false)]
    [InlineData(0x0000_FFFF, false)]
    public void Invisible_is_a_flag_beside_the_status(uint word, bool expected) => Assert.Equal(expected, ((OnlineStatus)word).IsInvisible);

    [Theory]
    [InlineData(OnlineStatus.Away, true)]
    [InlineData(OnlineStatus.NotAvailable, true)]
    [InlineData(OnlineStatus.Occupied, true)]
    [InlineData(OnlineStatus.DoNotDisturb, true)]
    [InlineData(OnlineStatus.Online, false)]
    [InlineData(OnlineStatus.FreeForChat, false)]
    [InlineData(OnlineStatus.Invisible, false)]
    [InlineData(OnlineStatus.Offline, false)]
    public void Who_is_not_there_has_an_away_message(OnlineStatus status, bool expected) => Assert.Equal(expected, status.HasAwayMessage);
}

namespace IcqBots.Server.Tests;

public class RecentTableTests
{
    [Fact]
    public void Keys_that_are_used_stay_and_however_many_come_few_are_kept()
    {
        var table = new RecentTable<int, string>(100);
        table.Set(-1, "used");

        for (var key = 0; key < 100_000; key++)
        {
            table.Set(key, "forged");
            Assert.Equal("used", table.Find(-1));
            Assert.InRange(table.Count, 1, 100);
        }

        Assert.Null(table.Find(0));
        Assert.Equal("forged", table.Find(99_999));
    }
}

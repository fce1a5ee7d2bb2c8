namespace IcqBots.Transport.Tests;

public class SequenceWindowTests
{
    [Fact]
    public void A_number_is_seen_after_it_was_added_also_in_a_gap()
    {
        var window = new SequenceWindow();

        Assert.False(window.Contains(0));
        window.Add(0);
        window.Add(5);
        window.Add(3);

        Assert.Equal([0, 3, 5], Enumerable.Range(0, 7).Where(number => window.Contains((ushort)number)));
    }

    [Fact]
    public void Numbers_go_on_after_65535()
    {
        var window = new SequenceWindow();

        window.Add(65_534);
        window.Add(1);

        Assert.True(window.Contains(65_534));
        Assert.False(window.Contains(65_535));
        Assert.False(window.Contains(0));
        Assert.True(window.Contains(1));
    }

    [Fact]
    public void Every_number_is_new_again_in_the_next_turn()
    {
        var window = new SequenceWindow();

        for (var number = 0; number < 3 * 65_536; number++)
        {
            Assert.False(window.Contains((ushort)number), $"Number {number} counts as seen");
            window.Add((ushort)number);
            Assert.True(window.Contains((ushort)number));
        }
    }

    [Theory]
    [InlineData(32_767, true)]
    [InlineData(32_768, false)]
    public void Half_a_turn_is_remembered(int distance, bool remembered)
    {
        var window = new SequenceWindow();

        window.Add(100);
        window.Add((ushort)(100 + distance));

        Assert.Equal(remembered, window.Contains(100));
    }

    [Fact]
    public void A_leap_forgets_what_lies_between()
    {
        var window = new SequenceWindow();

        window.Add(10);
        window.Add(30_000);
        window.Add(60_000);

        Assert.False(window.Contains((10 + 32_768) % 65_536));
        Assert.True(window.Contains(30_000));
    }
}

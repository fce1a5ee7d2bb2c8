namespace IcqBots.Host.Tests;

public sealed class ReconnectDelaysTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Delays_begin_at_once_grow_to_a_minute_and_vary_by_a_fifth(int seed)
    {
        var delays = new ReconnectDelays(new Random(seed));

        var taken = Enumerable.Range(0, 20).Select(_ => delays.Next().TotalSeconds).ToArray();

        int[] plan = [0, 5, 10, 20, 40, .. Enumerable.Repeat(60, 15)];
        Assert.All(plan.Zip(taken), pair => Assert.InRange(pair.Second, pair.First * 0.8, pair.First * 1.2));
        Assert.Equal(20, taken.Distinct().Count());
    }

    [Fact]
    public void After_a_success_they_begin_anew()
    {
        var delays = new ReconnectDelays(new Random(1));
        delays.Next();
        delays.Next();

        delays.Reset();

        Assert.Equal(TimeSpan.Zero, delays.Next());
    }

    [Fact]
    public void At_once_can_be_left_out()
    {
        var delays = new ReconnectDelays(new Random(1));

        delays.SkipImmediate();

        Assert.InRange(delays.Next().TotalSeconds, 4, 6);
    }
}

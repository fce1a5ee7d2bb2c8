using IcqBots.Testing;

namespace IcqBots.Transport.Tests;

public class LinkClockTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<long> _ticks = [];

    [Fact]
    public void It_ticks_once_and_never_before_the_time_it_was_told()
    {
        using var clock = CreateClock();

        clock.WakeAt(Seconds(10));
        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.InRange(Assert.Single(_ticks), Seconds(10), Seconds(10.001));
    }

    [Fact]
    public void The_earliest_of_several_times_wins()
    {
        using var clock = CreateClock();

        clock.WakeAt(Seconds(10));
        clock.WakeAt(Seconds(4));
        clock.WakeAt(Seconds(7));
        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.InRange(Assert.Single(_ticks), Seconds(4), Seconds(4.001));
    }

    [Fact]
    public void A_tick_can_ask_for_the_next_one()
    {
        LinkClock? clock = null;
        clock = new LinkClock(_clock, () =>
        {
            _ticks.Add(_clock.GetTimestamp());
            clock!.WakeAt(_ticks.Count < 3 ? _clock.GetTimestamp() + Seconds(10) : long.MaxValue);
        });

        clock.WakeAt(0);
        _clock.Advance(TimeSpan.FromMinutes(10));
        clock.Dispose();

        Assert.Equal(3, _ticks.Count);
    }

    [Fact]
    public void After_its_end_it_ticks_no_more()
    {
        var clock = CreateClock();

        clock.WakeAt(Seconds(10));
        clock.Dispose();
        clock.WakeAt(Seconds(5));
        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty(_ticks);
    }

    private LinkClock CreateClock() => new(_clock, () => _ticks.Add(_clock.GetTimestamp()));

    private static long Seconds(double seconds) => TimeSpan.FromSeconds(seconds).Ticks;
}

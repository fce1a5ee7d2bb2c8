using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Broadcasts;

public sealed class SendingPaceTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task After_a_pause_a_few_go_at_once_then_so_many_a_second()
    {
        var pace = new SendingPace(new SendingRate(5), 10, _time);

        Assert.Equal(7, await pace.TakeAsync(7, default));
        Assert.Equal(3, await pace.TakeAsync(7, default));
        for (var i = 0; i < 50; i++)
        {
            var next = pace.TakeAsync(7, default);
            _time.Advance(TimeSpan.FromMilliseconds(199));
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, await next.WaitAsync(TimeSpan.FromSeconds(10)));
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, await pace.TakeAsync(48, default));
    }

    [Fact]
    public async Task All_who_share_it_together_are_no_faster()
    {
        var pace = new SendingPace(new SendingRate(2), 1, _time);
        var taken = 0;
        using var stop = new CancellationTokenSource();
        var takers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Add(ref taken, await pace.TakeAsync(1, stop.Token));
            }
        }).ToArray();

        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.InRange(taken, 1, 21);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(takers).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Without_a_limit_nobody_waits() =>
        Assert.Equal(48, await new SendingPace(SendingRate.Unlimited, 1, _time).TakeAsync(48, default));
}

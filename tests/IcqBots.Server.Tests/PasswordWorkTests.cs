using System.Net;

namespace IcqBots.Server.Tests;

public sealed class PasswordWorkTests : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly PasswordHold _hold = new();
    private readonly PasswordWork _work;

    public PasswordWorkTests() => _work = new PasswordWork(work =>
    {
        lock (_lock)
        {
            work();
        }
    });

    [Fact]
    public void One_address_has_sixteen_places_and_all_together_have_sixty_four()
    {
        Assert.Equal(16, Enumerable.Range(1, 100).Count(port => TryStart("10.0.0.1", port)));
        Assert.Equal(48, Enumerable.Range(1, 200).Count(number => TryStart($"10.0.1.{number}", 1)));
        Assert.False(TryStart("127.0.0.1", 1));
    }

    [Fact]
    public void An_end_point_and_a_UIN_have_one_place()
    {
        Assert.True(TryStart("10.0.0.1", 1, uin: 1001));
        Assert.False(TryStart("10.0.0.1", 1, uin: 1002));
        Assert.False(TryStart("10.0.0.2", 1, uin: 1001));
        Assert.True(TryStart("10.0.0.2", 1, uin: 1002));
    }

    [Fact]
    public async Task Only_so_many_are_computed_at_a_time()
    {
        var running = 0;
        var most = 0;
        for (var number = 1; number <= 40; number++)
        {
            lock (_lock)
            {
                _work.TryStart(new IPEndPoint(IPAddress.Parse($"10.0.0.{number}"), 1), null, Compute, _ => { });
            }
        }

        for (var i = 0; i < 40; i++)
        {
            await _work.RunningAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(most, 1, PasswordWork.AtOnce);

        int Compute()
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            return Interlocked.Decrement(ref running);
        }
    }

    [Fact]
    public async Task After_the_end_nothing_comes_of_what_was_under_way()
    {
        var came = false;
        lock (_lock)
        {
            _work.TryStart(new IPEndPoint(IPAddress.Loopback, 1), null, _hold.Wait, _ => came = true);
        }

        var ending = _work.DisposeAsync();
        _hold.Dispose();
        await ending;

        Assert.False(came);
        Assert.False(TryStart("10.0.0.1", 1));
    }

    public async ValueTask DisposeAsync()
    {
        _hold.Dispose();
        await _work.DisposeAsync();
    }

    private bool TryStart(string address, int port, uint? uin = null)
    {
        lock (_lock)
        {
            return _work.TryStart(new IPEndPoint(IPAddress.Parse(address), port), uin is { } number ? new(number) : null, _hold.Wait, _ => { });
        }
    }
}

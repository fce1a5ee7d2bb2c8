using IcqBots.Host.Tests.EndToEnd;

namespace IcqBots.Host.Tests.Broadcasts;

/// <summary>What a handler learns of its broadcast that is run again after a kill.</summary>
public sealed class ScriptBroadcastTests : IDisposable
{
    private readonly BroadcastBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_handler_that_is_run_again_gets_the_result_of_the_broadcast_that_it_had_begun()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var result = await BroadcastAsync([10001, 10002, 10003, 3001], "news");
                await message.ReplyAsync($"{result.Delivered.Count} {string.Join(",", result.Failed.Select(each => each.Reason))} {message.IsRedelivered}");
            });
            """;
        await using (var host = await _bench.StartAsync(3, rate: "rate: 0.1, burst: 1", script: Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "go"));
            await host.UntilAsync(() => _bench.Copies().Count == 2, TimeSpan.FromMilliseconds(200));
            await _bench.KillAsync(host);
        }

        await using var again = await _bench.RestartAsync(3, rate: "rate: 0.1, burst: 1", script: Script);
        var person = await again.LogInAsync(1001, "guest");
        var heard = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(200));

        Assert.Equal("3 it is the bot itself True", (await heard).Text);
        Assert.Equal([1, 1, 1], _bench.Copies().Values);
    }

    [Fact]
    public async Task A_handler_that_is_run_again_and_names_others_learns_who_was_meant_before()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var result = await BroadcastAsync(message.IsRedelivered ? [1001, 10003] : [10001, 10002, 10003, 10004, 10005], "news");
                await message.ReplyAsync($"{string.Join(",", result.Delivered.Select(each => each.Uin))}; {string.Join(",", result.Failed.Select(each => each.Uin))}");
            });
            """;
        await using (var host = await _bench.StartAsync(5, rate: "rate: 0.1, burst: 1", script: Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "go"));
            await host.UntilAsync(() => _bench.Copies().Count == 2, TimeSpan.FromMilliseconds(200));
            await _bench.KillAsync(host);
        }

        await using var again = await _bench.RestartAsync(3, rate: "rate: 0.1, burst: 1", script: Script);
        var person = await again.LogInAsync(1001, "guest");
        var heard = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(200));

        Assert.Equal("10003; 1001", (await heard).Text);
    }

    [Fact]
    public async Task A_handler_that_is_run_again_when_its_broadcast_has_ended_learns_what_has_become_of_it_for_each()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var result = await BroadcastAsync(message.IsRedelivered ? [10001, 10002, 10003, 10004] : [10001, 10002, 10003], "news");
                if (!message.IsRedelivered)
                {
                    await Task.Delay(TimeSpan.FromHours(1), Clock, Stopping);
                }

                await message.ReplyAsync(string.Join(", ", result.Failed.Select(each => $"{each.Uin} {each.Reason}")));
            });
            """;
        await using (var host = await _bench.StartAsync(4, rate: "rate: 0.1, burst: 1", script: Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "go"));
            await host.UntilAsync(() => _bench.Copies().Count == 2, TimeSpan.FromMilliseconds(200));
            BroadcastBench.Bot(host).Broadcasts.Cancel(BroadcastBench.Bot(host).Broadcasts.Running[0].Plan.Id);
            await host.UntilAsync(() => BroadcastBench.Bot(host).Broadcasts.Reports().Count == 1, TimeSpan.FromMilliseconds(20));
            await _bench.KillAsync(host);
        }

        await using var again = await _bench.RestartAsync(4, rate: "rate: 0.1, burst: 1", script: Script);
        var person = await again.LogInAsync(1001, "guest");
        var heard = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(200));

        Assert.Equal("10003 cancelled, 10004 was not among the people when the broadcast began, before the host ended", (await heard).Text);
    }
}

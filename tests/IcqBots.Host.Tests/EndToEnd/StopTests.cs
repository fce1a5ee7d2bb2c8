using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>What an orderly end does with the messages that are being handled.</summary>
public sealed class StopTests : IDisposable
{
    private const string Answers = "OnMessage(m => m.ReplyAsync($\"{m.Text} {m.IsRedelivered}\"));";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_handler_that_needs_eight_seconds_ends_and_answers_and_what_comes_meanwhile_waits_for_the_next_start()
    {
        await using (var host = await StartAsync("""
            OnMessage(async message =>
            {
                Log.LogInformation("begun");
                await Task.Delay(TimeSpan.FromSeconds(8), Clock);
                await message.ReplyAsync("done");
            });
            """))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "slow"));
            await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("begun"), TimeSpan.FromMilliseconds(1));

            var began = host.Time.GetTimestamp();
            var stopped = host.Fleet.StopAsync(CancellationToken.None);
            await host.UntilAsync(
                () => host.Log.At(LogLevel.Information).Any(line => line.StartsWith("Waits for ", StringComparison.Ordinal)), TimeSpan.FromMilliseconds(20));
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "late"));
            await host.UntilAsync(() => stopped.IsCompleted, TimeSpan.FromMilliseconds(50));

            Assert.Equal("done", (await TestHost.ReceiveAsync(guest)).Text);
            Assert.InRange(host.Time.GetElapsedTime(began).TotalSeconds, 7.5, 9);
            Assert.Contains("Waits for bot.csx:1 to end, 10 s at the most; a second Ctrl-C ends at once", host.Log.At(LogLevel.Information));
            Assert.Single(host.Log.At(LogLevel.Information), line => line == "begun");
        }

        await using var again = await StartAsync(Answers);
        var person = await again.LogInAsync(1001, "guest");
        Assert.Equal("late False", (await TestHost.ReceiveAsync(person)).Text);
    }

    [Fact]
    public async Task A_handler_that_hangs_is_left_after_ten_seconds_and_its_message_and_those_behind_it_are_handled_at_the_next_start()
    {
        await using (var host = await StartAsync("""
            var hanging = new TaskCompletionSource();
            OnMessage(async message =>
            {
                Log.LogInformation("begun");
                await hanging.Task;
            });
            OnStop(async () => hanging.SetResult());
            """))
        {
            var guest = await host.LogInAsync(1001, "guest", contacts: 3001);
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "one"));
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "two"));
            await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("begun"), TimeSpan.FromMilliseconds(1));

            var began = host.Time.GetTimestamp();
            var stopped = host.Fleet.StopAsync(CancellationToken.None);
            await host.UntilAsync(() => stopped.IsCompleted, TimeSpan.FromMilliseconds(50));

            Assert.InRange(host.Time.GetElapsedTime(began).TotalSeconds, 10, 15);
            Assert.Equal(4, host.Log.At(LogLevel.Information).Count(line => line.StartsWith("Waits for bot.csx:2 ", StringComparison.Ordinal)));
            Assert.StartsWith("Waits no longer for bot.csx:2;", Assert.Single(host.Log.At(LogLevel.Warning)), StringComparison.Ordinal);

            // It logs off all the same.
            await host.UntilAsync(
                () => guest.Events.TryRead(out var told) && told is ContactChanged { Now: OnlineStatus.Offline }, TimeSpan.FromMilliseconds(20));
        }

        await using var again = await StartAsync(Answers);
        var person = await again.LogInAsync(1001, "guest");
        Assert.Equal("one True", (await TestHost.ReceiveAsync(person)).Text);
        Assert.Equal("two True", (await TestHost.ReceiveAsync(person)).Text);
    }

    [Fact]
    public async Task A_handler_that_is_cut_off_by_the_end_is_run_again_at_the_next_start_and_does_not_hold_the_end_up()
    {
        await using (var host = await StartAsync("""
            OnMessage(async message =>
            {
                Log.LogInformation("begun");
                await Task.Delay(TimeSpan.FromHours(1), Clock, Stopping);
            });
            """))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "one"));
            await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("begun"), TimeSpan.FromMilliseconds(1));

            // No time has to pass.
            await TestHost.SoonAsync(host.Fleet.StopAsync(CancellationToken.None));
        }

        await using var again = await StartAsync(Answers);
        var person = await again.LogInAsync(1001, "guest");
        Assert.Equal("one True", (await TestHost.ReceiveAsync(person)).Text);
    }

    private async Task<TestHost> StartAsync(string script)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), script);
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        File.WriteAllText(path, """
            data: data
            embedded-server: { accounts: [{ uin: 1001, password: guest }] }
            bots:
              - { name: bot, uin: 3001, password: a, scripts: [bot.csx] }
            """);
        var host = await TestHost.StartFileAsync(path, null, new TestLog());
        await host.AllOnlineAsync();
        return host;
    }
}

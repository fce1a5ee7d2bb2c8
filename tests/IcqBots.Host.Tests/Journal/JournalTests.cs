using IcqBots.Host.Codes;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Journal;

/// <summary>What a killed host leaves over. A kill leaves the files as they are at that moment, which a copy of them shows.</summary>
public sealed class JournalTests : IDisposable
{
    private const string Bots = """
        embedded-server: { accounts: [{ uin: 1001, password: guest }] }
        bots:
          - { name: bot, uin: 3001, password: a, scripts: [bot.csx], admins: [1001], admin-codes: { 1001: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ } }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_message_that_was_not_handled_to_the_end_is_handled_again_in_its_place_and_marked()
    {
        await using (var host = await StartAsync("""
            OnMessage(async message =>
            {
                Log.LogInformation("begun {Text}", message.Text);
                await Task.Delay(Timeout.Infinite, Stopping);
            });
            """))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "one"));
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "two"));
            await host.UntilAsync(
                () => host.Log.At(LogLevel.Information).Contains("begun one") && StoredByServer() == 0, TimeSpan.FromMilliseconds(1));
            Kill();
        }

        await using var again = await RestartAsync("OnMessage(m => m.ReplyAsync($\"{m.Text} {m.IsRedelivered} {m.Id}\"));");
        var person = await again.LogInAsync(1001, "guest");
        Assert.Equal("one True 1", (await TestHost.ReceiveAsync(person)).Text);
        Assert.Equal("two True 2", (await TestHost.ReceiveAsync(person)).Text);
        await TestHost.SoonAsync(person.SendMessageAsync(3001, "three"));
        Assert.Equal("three False 3", (await TestHost.ReceiveAsync(person)).Text);
    }

    [Fact]
    public async Task What_a_handler_has_sent_before_the_kill_is_not_sent_again_and_its_dialogue_goes_on()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var count = State.Increment("runs");
                var name = await message.AskAsync("Name?");
                await message.ReplyAsync("Moment");
                await Task.Delay(TimeSpan.FromMilliseconds(1), Clock);
                var colour = await message.AskAsync("Colour?");
                await message.ReplyAsync($"{name} {colour} {message.IsRedelivered}");
            });
            """;
        await using (var host = await StartAsync(Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "hi"));
            Assert.Equal("Name?", (await TestHost.ReceiveAsync(guest)).Text);
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "Anna"));
            Assert.Equal("Moment", (await TestHost.ReceiveAsync(guest)).Text);
            await host.UntilAsync(() => guest.Events.TryRead(out _), TimeSpan.FromMilliseconds(1));
            await host.UntilAsync(() => NotDelivered() == 0, TimeSpan.FromMilliseconds(1));
            Kill();
        }

        await using var again = await RestartAsync(Script);
        var person = await again.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(person.SendMessageAsync(3001, "red"));
        var hearing = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => hearing.IsCompleted, TimeSpan.FromMilliseconds(1));
        Assert.Equal("Anna red True", (await hearing).Text);
    }

    [Fact]
    public async Task An_order_that_is_handled_again_keeps_its_code_which_no_other_may_use()
    {
        Assert.True(TotpSecret.TryParse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", out var secret));
        string order;
        await using (var host = await StartAsync("""
            OnCommand("go", async message =>
            {
                Log.LogInformation("begun {Text}", message.Text);
                await Task.Delay(Timeout.Infinite, Stopping);
            }).For(Admins);
            """))
        {
            order = $"go {secret.CodeOf(TotpSecret.StepAt(host.Time.GetUtcNow()))}";
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, order));
            await host.UntilAsync(
                () => host.Log.At(LogLevel.Information).Contains("begun go") && StoredByServer() == 0, TimeSpan.FromMilliseconds(1));
            Kill();
        }

        await using var again = await RestartAsync("OnCommand(\"go\", message => message.ReplyAsync($\"gone {message.IsRedelivered}\")).For(Admins);");
        var person = await again.LogInAsync(1001, "guest");
        Assert.Equal("gone True", (await TestHost.ReceiveAsync(person)).Text);
        await TestHost.SoonAsync(person.SendMessageAsync(3001, order));
        Assert.Contains("used already", (await TestHost.ReceiveAsync(person)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_to_send_waits_for_the_next_host_where_no_server_has_taken_it()
    {
        await using (var host = await StartAsync("""
            OnMessage(async message =>
            {
                await message.ReplyAsync("first", key: "greeting");
                await message.ReplyAsync("second", key: "greeting");
                State.Set("done", true);
            });
            """))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "hi"));
            Assert.Equal("first", (await TestHost.ReceiveAsync(guest)).Text);
            await host.UntilAsync(() => NotDelivered() == 0, TimeSpan.FromMilliseconds(1));
            await host.Server.StopAsync(CancellationToken.None);
            await host.Fleet.Bots["bot"].SendAsync(new Scripting.OutgoingText(1001, "late"), CancellationToken.None);
            Kill();
        }

        await using var again = await RestartAsync(
            "OnMessage(async m => { await m.ReplyAsync(\"third\", key: \"greeting\"); await m.ReplyAsync($\"{State.Get<bool>(\"done\")}\"); });");
        var person = await again.LogInAsync(1001, "guest");
        Assert.Equal("late", (await TestHost.ReceiveAsync(person)).Text);
        await TestHost.SoonAsync(person.SendMessageAsync(3001, "more"));
        Assert.Equal("True", (await TestHost.ReceiveAsync(person)).Text);
    }

    [Fact]
    public async Task A_message_that_kills_the_host_each_time_is_given_up_after_five_tries()
    {
        const string Deadly = """
            OnMessage(async message =>
            {
                Log.LogInformation("try {Text}", message.Text);
                await Task.Delay(Timeout.Infinite, Stopping);
            });
            """;
        await using (var host = await StartAsync(Deadly))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "poison"));
            await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("try poison"), TimeSpan.FromMilliseconds(1));
            Kill();
        }

        for (var tries = 2; tries <= 5; tries++)
        {
            await using var host = await RestartAsync(Deadly);
            await host.UntilAsync(() => host.Log.At(LogLevel.Information).Contains("try poison"), TimeSpan.FromMilliseconds(1));
            Kill();
        }

        await using var last = await RestartAsync(Deadly, expectsErrors: true);
        await last.UntilAsync(() => last.Log.At(LogLevel.Error).Any(), TimeSpan.FromMilliseconds(1));
        await last.UntilAsync(() => last.Log.At(LogLevel.Error).Count > 0, TimeSpan.FromMilliseconds(1));
        Assert.Contains("given up: the host ended 5 times", Assert.Single(last.Log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.DoesNotContain("try poison", last.Log.At(LogLevel.Information));
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Copy => Path.Combine(_folder.FullName, "copy");

    /// <summary>What the bot has not acknowledged yet, and what would come twice therefore.</summary>
    private long StoredByServer() => Count("server.db", "message");

    /// <summary>What the server has not acknowledged yet, and what would be sent twice therefore.</summary>
    private long NotDelivered() => Count("bots.db", "outbox WHERE state = 0");

    private long Count(string file, string rows)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {rows}";
        return (long)command.ExecuteScalar()!;
    }

    private void Kill()
    {
        if (Directory.Exists(Copy))
        {
            Directory.Delete(Copy, recursive: true);
        }

        Directory.CreateDirectory(Copy);
        foreach (var file in Directory.GetFiles(Data, "*.db*"))
        {
            File.Copy(file, Path.Combine(Copy, Path.GetFileName(file)));
        }
    }

    private async Task<TestHost> StartAsync(string script, bool expectsErrors = false)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), script);
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        File.WriteAllText(path, $"data: data\n{Bots}");
        var host = await TestHost.StartFileAsync(path, null, new TestLog { ExpectsErrors = expectsErrors });

        // What comes now is not stored by the server, from where it could come twice.
        await host.AllOnlineAsync();
        return host;
    }

    private Task<TestHost> RestartAsync(string script, bool expectsErrors = false)
    {
        Directory.Delete(Data, recursive: true);
        Directory.Move(Copy, Data);
        return StartAsync(script, expectsErrors);
    }
}

using System.Net;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Testing;
using IcqBots.Transport;
using Microsoft.Data.Sqlite;

namespace IcqBots.Tests.Processes;

/// <summary><c>icqbots backup</c> and <c>restore</c> while the bots run, and while they do not.</summary>
[Collection("Processes")]
public sealed class BackupProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestLog _log = new();
    private IPEndPoint _server = new(IPAddress.None, 0);

    public async Task InitializeAsync()
    {
        _server = await TestFolder.FindFreeEndPointAsync();
        _folder.Write("bots.yaml", $$"""
            embedded-server: { listen: {{_server}}, accounts: [{ uin: 1001, password: guest }] }
            bots: [{ name: counter, uin: 2001, password: bot, scripts: [count.csx] }]
            """);
        _folder.Write("count.csx", "OnMessage(m => m.ReplyAsync($\"{State.Increment(\"count\")}\"));");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_backup_of_a_running_host_comes_back_into_it_and_the_same_process_goes_on()
    {
        await using var run = IcqBotsProcess.Start(_folder.Path, "run");
        await run.LineAsync("Ctrl-C stops.");
        Assert.Equal("1", await AskAsync());

        var backup = await IcqBotsProcess.RunAsync(_folder.Path, "", "backup", "one.zip");
        Assert.Equal("2", await AskAsync());
        var again = await IcqBotsProcess.RunAsync(_folder.Path, "", "backup", "one.zip");
        var restore = await IcqBotsProcess.RunAsync(_folder.Path, "", "restore", "one.zip");

        Assert.Equal((0, ""), (backup.ExitCode, backup.Remarks));
        Assert.StartsWith("bots.db: ", backup.Result, StringComparison.Ordinal);
        Assert.Equal(2, again.ExitCode);
        Assert.EndsWith("one.zip exists already; --force overwrites it\n", again.Remarks, StringComparison.Ordinal);
        Assert.Equal((0, ""), (restore.ExitCode, restore.Remarks));
        Assert.EndsWith("\nall bots are online\n", restore.Result, StringComparison.Ordinal);
        Assert.Equal("2", await AskAsync());

        await run.TerminateAsync();
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Another_program_may_look_into_the_database_and_a_kill_costs_nothing_afterwards()
    {
        await using (var run = IcqBotsProcess.Start(_folder.Path, "run"))
        {
            await run.LineAsync("Ctrl-C stops.");
            var backup = await IcqBotsProcess.RunAsync(_folder.Path, "", "backup", "one.zip");
            Assert.Equal("1", await AskAsync());
            foreach (var name in new[] { "bots.db", "server.db" })
            {
                await using var file = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, ".icqbots", name)};Pooling=False");
                await file.OpenAsync();
                await using var look = file.CreateCommand();
                look.CommandText = "SELECT count(*) FROM sqlite_schema";
                Assert.NotEqual(0L, await look.ExecuteScalarAsync());
            }

            Assert.Equal("2", await AskAsync());
            var another = await IcqBotsProcess.RunAsync(_folder.Path, "", "backup", "two.zip");
            Assert.Equal((0, 0, ""), (backup.ExitCode, another.ExitCode, another.Remarks));
        }

        await using var afterKill = IcqBotsProcess.Start(_folder.Path, "run");
        await afterKill.LineAsync("Ctrl-C stops.");
        Assert.Equal("3", await AskAsync());
    }

    [Fact]
    public async Task A_bad_file_does_not_stop_the_bots()
    {
        await using var run = IcqBotsProcess.Start(_folder.Path, "run");
        await run.LineAsync("Ctrl-C stops.");

        var restore = await IcqBotsProcess.RunAsync(_folder.Path, "", "restore", "count.csx");

        Assert.Equal((1, ""), (restore.ExitCode, restore.Result));
        Assert.EndsWith("count.csx cannot be restored: it is no zip archive, or damaged\n", restore.Remarks, StringComparison.Ordinal);
        Assert.Equal("1", await AskAsync());
    }

    [Fact]
    public async Task Without_a_host_a_backup_goes_to_another_machine()
    {
        var nothing = await IcqBotsProcess.RunAsync(_folder.Path, "", "backup", "one.zip");
        await using (var run = IcqBotsProcess.Start(_folder.Path, "run"))
        {
            await run.LineAsync("Ctrl-C stops.");
            Assert.Equal("1", await AskAsync());
            await run.TerminateAsync();
            await run.EndAsync();
        }

        var backup = await IcqBotsProcess.RunAsync(_folder.Path, "", "backup", "one.zip");
        Directory.Delete(Path.Combine(_folder.Path, ".icqbots"), recursive: true);
        var restore = await IcqBotsProcess.RunAsync(_folder.Path, "", "restore", "one.zip");

        Assert.Equal(1, nothing.ExitCode);
        Assert.StartsWith("there is nothing to back up in ", nothing.Remarks, StringComparison.Ordinal);
        Assert.Equal((0, 0), (backup.ExitCode, restore.ExitCode));
        await using var newMachine = IcqBotsProcess.Start(_folder.Path, "run");
        await newMachine.LineAsync("Ctrl-C stops.");
        Assert.Equal("2", await AskAsync());
    }

    /// <summary>What the bot answers to a person who logs in for it.</summary>
    private async Task<string> AskAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await using var person = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = "127.0.0.1",
                ServerPort = _server.Port,
                Uin = 1001,
                Password = new Password("guest"),
                PeerToPeer = false,
            },
            new SystemNetwork(),
            TimeProvider.System,
            _log);
        await person.ConnectAsync(limit.Token);
        await person.SendMessageAsync(2001, "hello", cancellationToken: limit.Token);
        while (true)
        {
            if (await person.Events.ReadAsync(limit.Token) is MessageReceived message)
            {
                return message.Text;
            }
        }
    }
}

using IcqBots.Client;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>Bots whose files cannot be used stay online and say what does not work.</summary>
public sealed class StorageFaultTests : IDisposable
{
    private const string Bots = """
        embedded-server: { accounts: [{ uin: 1001, password: guest }] }
        bots:
          - { name: bot, uin: 2001, password: bot, scripts: [bot.csx] }
        """;

    /// <summary>What a table says that has given away its last number is what a disk without room makes SQLite say.</summary>
    private const string Full = """
        CREATE TABLE last (id INTEGER PRIMARY KEY AUTOINCREMENT);
        INSERT INTO last VALUES (9223372036854775807);
        CREATE TRIGGER no_message BEFORE INSERT ON inbox BEGIN INSERT INTO last (id) VALUES (NULL); END;
        CREATE TRIGGER no_state BEFORE INSERT ON state BEGIN INSERT INTO last (id) VALUES (NULL); END;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task With_a_full_disk_bots_go_on_and_nothing_is_lost_when_there_is_room_again()
    {
        await using (var host = await StartAsync())
        {
            var guest = await host.LogInAsync(1001, "guest");
            Assert.Equal("1: before", await AskAsync(guest, "before"));
            Run(Full);
            Assert.Equal("2: one", await AskAsync(guest, "one"));
            Assert.Equal("3: two", await AskAsync(guest, "two"));
            Assert.True(host.Fleet.IsOnline("bot"));
            Assert.Contains("database or disk is full", Assert.Single(host.Log.At(LogLevel.Error)), StringComparison.Ordinal);

            Run("DROP TRIGGER no_message; DROP TRIGGER no_state;");
            await host.UntilAsync(() => host.Log.At(LogLevel.Warning).Any(line => line.Contains("can be written again", StringComparison.Ordinal)), TimeSpan.FromSeconds(1));
            Assert.Equal("4: after", await AskAsync(guest, "after"));
        }

        Assert.Equal("before one two after", Text("SELECT group_concat(text, ' ' ORDER BY id) FROM inbox"));
        Assert.Equal("4", Text("SELECT json FROM state WHERE key = 'count'"));
    }

    [Fact]
    public async Task What_a_server_without_room_cannot_store_arrives_once_when_there_is_room_again()
    {
        await using var host = await StartAsync();
        var guest = await host.LogInAsync(1001, "guest");
        Run(Full.Replace("inbox", "message", StringComparison.Ordinal).Replace("ON state", "ON account", StringComparison.Ordinal), "server.db");
        var sent = guest.SendMessageAsync(2001, "hi");
        var end = host.Time.GetTimestamp() + TimeSpan.FromMinutes(1).Ticks;
        await host.UntilAsync(() => host.Time.GetTimestamp() >= end, TimeSpan.FromSeconds(1));
        Assert.False(sent.IsCompleted);
        Assert.True(host.Fleet.IsOnline("bot"));
        Assert.Contains("database or disk is full", Assert.Single(host.Log.At(LogLevel.Error)), StringComparison.Ordinal);

        Run("DROP TRIGGER no_message", "server.db");
        await host.UntilAsync(() => sent.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal("1: hi", (await TestHost.ReceiveAsync(guest)).Text);
        Assert.Equal("2: more", await AskAsync(guest, "more"));
    }

    [Fact]
    public async Task Without_a_folder_for_their_files_bots_run_and_the_log_says_that_nothing_stays()
    {
        // Modes do not keep an administrator out; a file in the place of the folder does.
        await File.WriteAllTextAsync(Data, "");
        await using var host = await StartAsync("data/below");

        Assert.Equal("1: hi", await AskAsync(await host.LogInAsync(1001, "guest"), "hi"));
        Assert.Equal(3, host.Log.At(LogLevel.Error).Count(line => line.EndsWith("nothing that belongs there survives its end", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("bots.db")]
    [InlineData("server.db")]
    public async Task A_damaged_file_keeps_no_bot_from_starting(string file)
    {
        await using (var host = await StartAsync())
        {
            Assert.Equal("1: hi", await AskAsync(await host.LogInAsync(1001, "guest"), "hi"));
        }

        var path = Path.Combine(Data, file);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes.AsSpan(4096).Fill(0x55);
        await File.WriteAllBytesAsync(path, bytes);

        await using var again = await StartAsync();
        Assert.EndsWith(": hi", await AskAsync(await again.LogInAsync(1001, "guest"), "hi"), StringComparison.Ordinal);
        Assert.Contains(again.Log.At(LogLevel.Error), line => line.StartsWith($"The database {path} is damaged", StringComparison.Ordinal));
    }

    private static async Task<string> AskAsync(IcqClient person, string text)
    {
        await TestHost.SoonAsync(person.SendMessageAsync(2001, text));
        return (await TestHost.ReceiveAsync(person)).Text;
    }

    private async Task<TestHost> StartAsync(string data = "data")
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "bot.csx"),
            "OnMessage(async message => await message.ReplyAsync($\"{State.Increment(\"count\")}: {message.Text}\"));");
        var yaml = Path.Combine(_folder.FullName, "bots.yaml");
        await File.WriteAllTextAsync(yaml, $"data: {data}\n{Bots}");
        var host = await TestHost.StartFileAsync(yaml, null, new TestLog { ExpectsErrors = true });
        await host.AllOnlineAsync();
        return host;
    }

    private void Run(string sql, string file = "bots.db") => With(sql, file, command => command.ExecuteNonQuery());

    private string Text(string sql) => With(sql, "bots.db", command => (string)command.ExecuteScalar()!);

    private T With<T>(string sql, string file, Func<SqliteCommand, T> use)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return use(command);
    }
}

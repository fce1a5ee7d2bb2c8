using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage.Tests;

/// <summary>What becomes of the files when the disk is full or a file is damaged.</summary>
public sealed class StorageFaultTests : IDisposable
{
    private static readonly StateKey Key = new("bot", "a.csx", "key");

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new() { ExpectsErrors = true };
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    private string BotsFile => Path.Combine(_folder, "bots.db");

    private string ServerFile => Path.Combine(_folder, "server.db");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task What_finds_no_room_is_written_in_its_order_when_there_is_room_again_and_the_log_says_both_once()
    {
        using var file = SqliteFile.Open(BotsFile, BotTables.SchemaSteps);
        file.Execute($"PRAGMA max_page_count = {file.Number("PRAGMA page_count") + 20}");
        using (var queue = new WriteQueue(file, () => throw new IOException("not damaged"), new BotDatabaseOptions(), _time, _log))
        {
            var texts = Enumerable.Range(1, 200).Select(id => $"{id:000} {new string('x', 1000)}").ToList();
            foreach (var (i, text) in texts.Index())
            {
                queue.Add(new Write([new MessageReceivedChange(Received(i + 1, text))], []));
            }

            Assert.False(await FlushAsync(queue));
            queue.Add(new Write([new StateChange(Key, "1", null)], []));
            Assert.False(await FlushAsync(queue));
            Assert.Contains("full", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);

            file.Execute("PRAGMA max_page_count = 100000");
            await UntilWrittenAsync(queue);

            Assert.Equal(texts, Texts("SELECT text FROM inbox ORDER BY id"));
            Assert.Equal(["1"], Texts("SELECT json FROM state"));
            Assert.Contains("can be written again", Assert.Single(_log.At(LogLevel.Warning).Skip(1)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("beginning")]
    [InlineData("middle")]
    [InlineData("end")]
    public async Task A_damaged_file_of_the_bots_is_moved_aside_when_it_shows_and_the_program_starts(string place)
    {
        using (var database = OpenBots())
        {
            for (var id = 1; id <= 300; id++)
            {
                database.Write(new MessageReceivedChange(Received(id, new string('x', 500))));
            }
        }

        Damage(BotsFile, place);
        using var again = OpenBots();
        Assert.Empty(again.LoadUnfinished().Received);
        again.Set(Key, "new", null);
        for (var i = 0; i < 100 && !await again.FlushAsync(); i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal("new", again.Get(Key));
        Assert.Contains(_log.At(LogLevel.Error), line => line.Contains("is damaged. It is now ", StringComparison.Ordinal));
        Assert.Contains(Directory.GetFiles(_folder, "bots.db.damaged-*"), path => new FileInfo(path).Length > 4096);
        Assert.Equal(["new"], Texts("SELECT json FROM state WHERE key = 'key'"));
    }

    [Fact]
    public async Task A_damaged_write_ahead_log_costs_no_more_than_what_is_in_it()
    {
        using (var database = OpenBots())
        {
            database.Set(Key, "kept", null);
        }

        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "killed")).FullName, "bots.db");
        using (var database = OpenBots())
        {
            database.Set(Key, "lost", null);
            await database.FlushAsync();
            File.Copy(BotsFile, copy);
            File.Copy(BotsFile + "-wal", copy + "-wal");
        }

        var log = File.ReadAllBytes(copy + "-wal");
        log.AsSpan(100).Fill(0x55);
        File.WriteAllBytes(copy + "-wal", log);

        using var afterwards = OpenBots(copy);
        Assert.Equal("kept", afterwards.Get(Key));
        Assert.Empty(_log.At(LogLevel.Error));
    }

    [Theory]
    [InlineData("beginning")]
    [InlineData("middle")]
    [InlineData("end")]
    public void A_damaged_file_of_the_server_is_moved_aside_when_it_shows_and_the_server_goes_on(string place)
    {
        using (var database = OpenServer())
        {
            for (var id = 1; id <= 300; id++)
            {
                database.AddMessage(new MessageRow(0, 1001, 1002, MessageType.Text, new string('x', 500), _time.GetUtcNow()));
                database.AddAccount(new AccountRow((uint)(2000 + id), "nick", new string('h', 100)));
            }
        }

        Damage(ServerFile, place);
        using var again = OpenServer();
        Assert.Empty(again.LoadAccounts());
        Assert.Empty(again.LoadMessages(1002));
        again.AddMessage(new MessageRow(0, 1001, 1002, MessageType.Text, "new", _time.GetUtcNow()));

        Assert.Equal("new", Assert.Single(again.LoadMessages(1002)).Text);
        Assert.Contains("is damaged. It is now ", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder, "server.db.damaged-*"), path => char.IsAsciiDigit(path[^1]));
    }

    /// <summary>The file that its program has closed gets garbage somewhere, or loses its second half.</summary>
    private static void Damage(string path, string place)
    {
        var bytes = File.ReadAllBytes(path);
        switch (place)
        {
            case "beginning":
                bytes.AsSpan(0, 100).Fill(0x55);
                break;
            case "middle":
                bytes.AsSpan(4096).Fill(0x55);
                break;
            default:
                bytes = bytes[..(bytes.Length / 2)];
                break;
        }

        File.WriteAllBytes(path, bytes);
    }

    private static Task<bool> FlushAsync(WriteQueue queue)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Add(new Write([], [written.SetResult]));
        return written.Task;
    }

    private async Task UntilWrittenAsync(WriteQueue queue)
    {
        for (var i = 0; !await FlushAsync(queue); i++)
        {
            Assert.True(i < 100, "It is not written");
            _time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    private ReceivedRow Received(long id, string text) =>
        new(id, "bot", 1001, MessageType.Text, text, MessagePath.Server, false, _time.GetUtcNow(), _time.GetUtcNow());

    private BotDatabase OpenBots(string? path = null) => BotDatabase.Open(path ?? BotsFile, new BotDatabaseOptions(), _time, _log);

    private ServerDatabase OpenServer() => ServerDatabase.OpenUsable(ServerFile, _time, _log);

    private List<string> Texts(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={BotsFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read())
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }
}

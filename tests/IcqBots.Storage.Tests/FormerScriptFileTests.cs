using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage.Tests;

public sealed class FormerScriptFileTests : IDisposable
{
    private static readonly StateKey Count = new("echo", "scripts/echo.csx", "count");

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    private string Former => Path.Combine(_folder, "scripts.db");

    private string Present => Path.Combine(_folder, "bots.db");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task What_scripts_kept_goes_over_unless_the_present_file_has_something_newer_and_the_former_file_is_renamed()
    {
        // As the program made them that had such a file.
        Execute(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE state (
                bot TEXT NOT NULL, script TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, expires_at INTEGER,
                PRIMARY KEY (bot, script, key));
            CREATE INDEX state_expiry ON state (expires_at) WHERE expires_at IS NOT NULL;
            INSERT INTO state VALUES ('echo', 'scripts/echo.csx', 'count', '1', NULL), ('echo', 'scripts/echo.csx', 'name', '"Ann"', NULL),
                ('echo', 'scripts/echo.csx', 'old', '1', 0);
            PRAGMA user_version = 1;
            """);
        using var database = BotDatabase.Open(Present, new BotDatabaseOptions(), _time, _log);
        database.Set(Count, "2", null);
        await database.FlushAsync();

        FormerScriptFile.TakeOver(Former, Present, _log);

        Assert.Equal("2", database.Get(Count));
        Assert.Equal("\"Ann\"", database.Get(Count with { Key = "name" }));
        Assert.Null(database.Get(Count with { Key = "old" }));
        Assert.False(File.Exists(Former));
        Assert.True(File.Exists(Former + ".migrated"));
        Assert.Contains("2 texts", Assert.Single(_log.At(LogLevel.Information)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_former_file_that_is_damaged_is_told_and_left_alone()
    {
        using var log = new TestLog { ExpectsErrors = true };
        File.WriteAllText(Former, new string('x', 4096));
        using var database = BotDatabase.Open(Present, new BotDatabaseOptions(), _time, _log);
        database.Set(Count, "2", null);

        FormerScriptFile.TakeOver(Former, Present, log);

        Assert.Contains(Former, Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Equal(new string('x', 4096), File.ReadAllText(Former));
        Assert.Equal("2", database.Get(Count));
    }

    [Fact]
    public void A_bots_db_of_version_1_keeps_what_scripts_kept_and_can_then_hold_messages()
    {
        Execute(
            """
            CREATE TABLE state (
                bot TEXT NOT NULL, script TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, expires_at INTEGER,
                PRIMARY KEY (bot, script, key));
            CREATE INDEX state_expiry ON state (expires_at) WHERE expires_at IS NOT NULL;
            INSERT INTO state VALUES ('echo', 'scripts/echo.csx', 'count', '1', NULL);
            PRAGMA user_version = 1;
            """);
        File.Move(Former, Present);

        using var database = BotDatabase.Open(Present, new BotDatabaseOptions(), _time, _log);

        Assert.Equal("1", database.Get(Count));
        Assert.Empty(database.LoadUnfinished().Received);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Former};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

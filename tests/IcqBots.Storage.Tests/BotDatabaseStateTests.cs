using System.Globalization;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage.Tests;

public sealed class BotDatabaseStateTests : IDisposable
{
    private static readonly StateKey Count = new("echo", "scripts/echo.csx", "count");

    private readonly ManualTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    private string File => Path.Combine(_folder, "bots.db");

    private readonly TestLog _log = new() { ExpectsErrors = true };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_set_is_there_after_opening_again_and_for_its_bot_and_script_only()
    {
        using (var database = Open())
        {
            database.Set(Count, "1", null);
            database.Set(Count, "\"two \u00FE \U0001F600\"", null);
            database.Set(Count with { Key = "" }, "3", null);
        }

        using var again = Open();

        Assert.Equal("\"two \u00FE \U0001F600\"", again.Get(Count));
        Assert.Equal("3", again.Get(Count with { Key = "" }));
        Assert.Null(again.Get(Count with { Bot = "herald" }));
        Assert.Null(again.Get(Count with { Script = "scripts/away.csx" }));
        Assert.Null(again.Get(Count with { Key = "Count" }));
    }

    [Fact]
    public void A_text_is_gone_when_its_time_is_over()
    {
        using var database = Open();
        database.Set(Count, "1", _time.GetUtcNow() + TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromMilliseconds(9999));
        Assert.Equal("1", database.Get(Count));
        Assert.Equal(["count"], database.Keys("echo", "scripts/echo.csx", ""));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(database.Get(Count));
        Assert.Empty(database.Keys("echo", "scripts/echo.csx", ""));
        Assert.False(database.Remove(Count));
        Assert.Equal("new", database.Update(Count, before => before ?? "new", null));
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal("new", database.Get(Count));
    }

    [Fact]
    public void An_update_leaves_the_end_of_the_time_unless_another_is_given()
    {
        using var database = Open();
        database.Set(Count, "1", _time.GetUtcNow() + TimeSpan.FromSeconds(10));

        database.Update(Count, before => before + "1", null);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("11", database.Get(Count));

        database.Update(Count, before => before + "1", _time.GetUtcNow() + TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("111", database.Get(Count));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(database.Get(Count));
    }

    [Fact]
    public void Removing_tells_whether_there_was_something()
    {
        using var database = Open();
        database.Set(Count, "1", null);
        database.Set(Count with { Key = "other" }, "1", null);

        Assert.True(database.Remove(Count));
        Assert.False(database.Remove(Count));
        Assert.Null(database.Update(Count with { Key = "other" }, _ => null, null));
        Assert.Empty(database.Keys("echo", "scripts/echo.csx", ""));
    }

    [Fact]
    public void Keys_are_found_by_their_beginning_and_in_order()
    {
        using var database = Open();
        foreach (var key in new[] { "user:2", "user:1", "user", "users", "User:3", "user:\U0001F600", "user:%", "use" })
        {
            database.Set(Count with { Key = key }, "1", null);
        }

        database.Set(new StateKey("herald", Count.Script, "user:9"), "1", null);

        Assert.Equal(["user:%", "user:1", "user:2", "user:\U0001F600"], database.Keys("echo", Count.Script, "user:"));
        Assert.Equal(8, database.Keys("echo", Count.Script, "").Count);
    }

    [Fact]
    public async Task No_change_is_lost_between_threads()
    {
        using var database = Open();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            for (var n = 0; n < 100; n++)
            {
                database.Update(Count, Increment, null);
            }
        })));

        Assert.Equal("400", database.Get(Count));
    }

    [Fact]
    public void Others_can_use_the_store_while_a_change_is_being_made()
    {
        using var database = Open();
        database.Set(Count, "1", null);
        var calls = 0;

        var after = database.Update(Count, before =>
        {
            if (calls++ == 0)
            {
                database.Update(Count, _ => "10", null);
            }

            return Increment(before);
        }, null);

        Assert.Equal(("11", 2), (after, calls));
    }

    [Fact]
    public async Task Texts_whose_time_is_over_are_taken_away()
    {
        using var database = Open();
        for (var i = 0; i < 2500; i++)
        {
            database.Set(Count with { Key = $"{i}" }, "1", _time.GetUtcNow() + TimeSpan.FromSeconds(1));
        }

        await database.FlushAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 4; i++)
        {
            database.Set(Count, "1", null);
            await database.FlushAsync();
        }

        Assert.Equal(1, Scalar("SELECT count(*) FROM state WHERE bot <> ''"));
    }

    [Fact]
    public async Task What_was_written_survives_without_closing()
    {
        // A killed process leaves the file and its write-ahead log as they are at that moment.
        using var database = Open();
        database.Set(Count, "1", null);
        database.Update(Count, Increment, null);
        await database.FlushAsync();
        var copy = Path.Combine(_folder, "copy.db");
        System.IO.File.Copy(File, copy);
        System.IO.File.Copy(File + "-wal", copy + "-wal");

        using var afterwards = Open(copy);

        Assert.Equal("2", afterwards.Get(Count));
    }

    [Fact]
    public async Task A_write_ahead_log_that_ends_in_the_middle_costs_only_what_was_being_written()
    {
        using var database = Open();
        database.Set(Count, "1", null);
        await database.FlushAsync();
        var whole = new FileInfo(File + "-wal").Length;
        database.Set(Count, "2", null);
        await database.FlushAsync();
        var copy = Path.Combine(_folder, "copy.db");
        System.IO.File.Copy(File, copy);
        System.IO.File.WriteAllBytes(copy + "-wal", System.IO.File.ReadAllBytes(File + "-wal")[..(int)(whole + 100)]);

        using var afterwards = Open(copy);

        Assert.Equal("1", afterwards.Get(Count));
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused()
    {
        Open().Dispose();
        Scalar("PRAGMA user_version = 99");

        Assert.Contains("newer icqbots", Assert.Throws<NewerFileException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_moved_aside_and_told_and_a_new_one_begins()
    {
        System.IO.File.WriteAllText(File, new string('x', 4096));

        using (var database = Open())
        {
            database.Set(Count, "1", null);
        }

        using var again = Open();
        Assert.Equal("1", again.Get(Count));
        var aside = Assert.Single(Directory.GetFiles(_folder, "bots.db.damaged-*"));
        Assert.Equal(new string('x', 4096), System.IO.File.ReadAllText(aside));
        Assert.Contains(aside, Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_turns_out_to_be_damaged_is_replaced_while_it_is_used()
    {
        using var database = Open();
        for (var i = 0; i < 500; i++)
        {
            database.Set(Count with { Key = $"{i}" }, new string('1', 1000), null);
        }

        await database.FlushAsync();

        // After the first flush old rows are removed, and a checkpoint does nothing while that goes on.
        await database.FlushAsync();
        Scalar("PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes.AsSpan(4096).Fill(0x55);
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.ThrowsAny<IOException>(() => database.Keys(Count.Bot, Count.Script, ""));
        database.Set(Count, "new", null);
        await database.FlushAsync();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("new", database.Get(Count));
        Assert.Single(Directory.GetFiles(_folder, "bots.db.damaged-*"), path => char.IsAsciiDigit(path[^1]));
    }

    [Fact]
    public async Task While_another_program_has_the_file_everything_waits_in_memory_and_is_written_afterwards()
    {
        using (var database = Open())
        {
            await database.FlushAsync();
            using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
            {
                other.Open();
                using var command = other.CreateCommand();
                command.CommandText = "BEGIN IMMEDIATE";
                command.ExecuteNonQuery();
                database.Set(Count, "1", null);

                Assert.False(await database.FlushAsync());
                Assert.Equal("1", database.Get(Count));
            }

            _time.Advance(TimeSpan.FromSeconds(2));
            for (var i = 0; i < 100 && !await database.FlushAsync(); i++)
            {
                _time.Advance(TimeSpan.FromSeconds(2));
            }
        }

        using var again = Open();
        Assert.Equal("1", again.Get(Count));
    }

    [Fact]
    public void Where_no_file_can_be_made_a_temporary_one_takes_its_place()
    {
        System.IO.File.WriteAllText(File, "");
        using (var database = Open(Path.Combine(File, "bots.db")))
        {
            database.Set(Count, "1", null);
            Assert.Equal("1", database.Get(Count));
        }

        Assert.Contains("survives its end", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_store_says_so()
    {
        var database = Open();
        database.Dispose();

        Assert.Equal($"The database {File} is closed", Assert.Throws<IOException>(() => database.Get(Count)).Message);
    }

    private static string Increment(string? number) =>
        (int.Parse(number ?? "0", CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);

    private BotDatabase Open(string? path = null) => BotDatabase.Open(path ?? File, new BotDatabaseOptions(), _time, _log);

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as long? ?? 0;
    }
}

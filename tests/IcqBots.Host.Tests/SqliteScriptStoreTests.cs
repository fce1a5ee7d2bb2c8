using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests;

public sealed class SqliteScriptStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_script_of_each_bot_has_a_store_of_its_own()
    {
        var time = new ManualTimeProvider();
        using var log = new TestLog();
        using var database = BotDatabase.Open(Path.Combine(_folder, "bots.db"), new BotDatabaseOptions(), time, log);
        var store = new SqliteScriptStore(database, "echo", "scripts/echo.csx");
        var others = new[]
        {
            new SqliteScriptStore(database, "echo", "scripts/away.csx"), new SqliteScriptStore(database, "herald", "scripts/echo.csx"),
        };

        store.Set("a", "1", null);
        store.Set("b", "1", time.GetUtcNow() + TimeSpan.FromMinutes(1));
        Assert.Equal("12", store.Update("a", before => before + "2", null));
        Assert.Equal(["a", "b"], store.Keys(""));
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("12", null), (store.Get("a"), store.Get("b")));
        Assert.All(others, other => Assert.Null(other.Get("a")));
        Assert.All(others, other => Assert.False(other.Remove("a")));
        Assert.True(store.Remove("a"));
    }
}

using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Replies;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Control;

/// <summary><c>icqbots guards</c> on the host's side.</summary>
public sealed class GuardsControlTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Guards_shows_and_frees_and_says_what_could_be_meant()
    {
        var (time, log) = (new ManualTimeProvider(), new TestLog());
        using var database = BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), time, log);
        var bans = new GuardBans(new ReplyStore(database, "shop"), time);
        var guards = new ReplyGuards(new GuardsEntry(), [], bans, time, log);
        await using var control = await RunningControl.StartAsync(
            file => [new GuardsControl(file, name => name == "shop" ? guards : null)],
            [new BotEntry { Name = "shop", Uin = 2001, Password = new Password("p") }]);

        Assert.Equal(["everybody gets answers", "exit 0"], await control.AskAsync("guards", "shop"));
        bans.Add(1001, true, TimeSpan.FromDays(1));
        Assert.Equal(["1001  banned until 2026-01-06 08:00 UTC", "exit 0"], await control.AskAsync("guards", "shop"));
        Assert.Equal(["1001 gets answers again", "exit 0"], await control.AskAsync("guards", "shop 1001"));
        Assert.Equal(["!1001 is neither banned nor silenced", "exit 2"], await control.AskAsync("guards", "shop 1001"));
        Assert.Equal(["!there is no bot \"shp\"; did you mean \"shop\"?", "exit 2"], await control.AskAsync("guards", "shp"));
    }
}

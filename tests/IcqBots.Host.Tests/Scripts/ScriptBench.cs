using IcqBots.Client;
using IcqBots.Host.Control;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Scripts;

/// <summary>One bot, 3001, whose scripts the test writes while it runs, and a guest, 1001, who talks to it.</summary>
internal sealed class ScriptBench : IAsyncDisposable
{
    public static readonly Uin Bot = 3001;

    private readonly DirectoryInfo _folder;

    private ScriptBench(TestHost host, DirectoryInfo folder, IcqClient guest)
    {
        Host = host;
        _folder = folder;
        Guest = guest;
    }

    public TestHost Host { get; }

    public IcqClient Guest { get; }

    /// <summary>Starts the host; the bot's scripts are those that match *.csx, and its mapping has <paramref name="keys"/> besides.</summary>
    public static async Task<ScriptBench> StartAsync((string Name, string Text)[] scripts, string keys = "", bool expectsErrors = false)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-test-");
        folder.CreateSubdirectory("calm");
        foreach (var (name, text) in scripts)
        {
            Write(folder, name, text);
        }

        var path = Path.Combine(folder.FullName, "bots.yaml");
        await File.WriteAllTextAsync(path, $$"""
            embedded-server:
              accounts: [{ uin: 1001, password: guest }, { uin: 1002, password: other }]
            bots:
              - { name: bot, uin: 3001, password: a, scripts: ["*.csx"], {{keys}} }
              - { name: calm, uin: 3002, password: b, scripts: [calm/*.csx] }
            """);
        var host = await TestHost.StartFileAsync(path, ownFolder: null, new TestLog { ExpectsErrors = expectsErrors });
        return new ScriptBench(host, folder, await host.LogInAsync(1001, "guest"));
    }

    /// <summary>Waits until the bot has said that its scripts run.</summary>
    public Task OnlineAsync() => Host.UntilAsync(() => Host.Fleet.IsOnline("bot"), TimeSpan.FromMilliseconds(1));

    public void Write(string name, string text) => Write(_folder, name, text);

    public void Delete(string name) => File.Delete(PathOf(name));

    public void Move(string folder, string to) => Directory.Move(PathOf(folder), PathOf(to));

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>What <c>icqbots reload</c> does.</summary>
    public Task<IReadOnlyList<ReloadResult>> ReloadAsync(string? target = null) =>
        TestHost.SoonAsync(Host.Fleet.Reloader.ReloadAsync(target, CancellationToken.None));

    /// <summary>Says something to the bot.</summary>
    public Task SayAsync(string text, Uin? to = null) => TestHost.SoonAsync(Guest.SendMessageAsync(to ?? Bot, text));

    /// <summary>The next text from the bot.</summary>
    public async Task<string> HearAsync() => (await TestHost.ReceiveAsync(Guest)).Text;

    /// <summary>Says something; the next text from the bot.</summary>
    public async Task<string> AskAsync(string text, Uin? to = null)
    {
        await SayAsync(text, to);
        return await HearAsync();
    }

    /// <summary>Lets time pass until the bot answers so.</summary>
    public async Task UntilAnswerAsync(string text, TimeSpan step)
    {
        for (var tries = 0; await AskAsync("hi") is var answer && answer != text; tries++)
        {
            Assert.True(tries < 2000, $"The bot still answers {answer}");
            var until = Host.Time.GetTimestamp() + step.Ticks;
            await Host.UntilAsync(() => Host.Time.GetTimestamp() >= until, step);
        }
    }

    /// <summary>Lets time pass until the guest has got a text.</summary>
    public async Task<string> HearLaterAsync(TimeSpan step)
    {
        var hearing = HearAsync();
        await Host.UntilAsync(() => hearing.IsCompleted, step);
        return await hearing;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static void Write(DirectoryInfo folder, string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

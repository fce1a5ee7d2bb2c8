using IcqBots.Host.Configuration;
using IcqBots.Host.Tests.Scripts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Host.Tests.Configuration;

public sealed class BotsFileWatcherTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task A_change_while_the_host_runs_is_told_with_its_mistakes()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", "OnMessage(m => m.ReplyAsync(\"a\"));")]);

        bench.Write("bots.yaml", "embedded-server:\nbots:\n  - { name: bot, uin: 3001, pasword: a }\n");
        await ToldAsync(bench, "bots.yaml has changed, and would not start now:\nbots.yaml:3:");
        bench.Write("bots.yaml", "embedded-server:\nbots:\n  - { name: bot, uin: 3001, password: a }\n");
        await ToldAsync(bench, "bots.yaml has changed: restart icqbots to use it");
    }

    [Fact]
    public void A_file_that_is_as_the_host_has_read_it_needs_no_note()
    {
        using var folder = new ScriptTestFolder();
        folder.With("bots.yaml", "embedded-server:\n");
        using var watcher = new BotsFileWatcher(
            new BotsFile { Path = Path.Combine(folder.Path, "bots.yaml") }, TimeProvider.System, NullLoggerFactory.Instance);

        Assert.Empty(watcher.Notes());
        folder.With("bots.yaml", "embedded-server: { registration: closed }\n");
        Assert.Equal(["bots.yaml has changed: restart icqbots to use it"], watcher.Notes());
        folder.With("bots.yaml", "embedded-server:\n");
        Assert.Empty(watcher.Notes());
    }

    private static Task ToldAsync(ScriptBench bench, string text) => bench.Host.UntilAsync(
        () => bench.Host.Log.At(LogLevel.Warning).Any(line => line.StartsWith(text, StringComparison.Ordinal)), Tick);
}

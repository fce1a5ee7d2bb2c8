using IcqBots.Host.Journal;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots journal</c>, in the host or, where none runs, in the program itself.</summary>
public sealed class JournalControl : IControlCommand
{
    private readonly Func<JournalDesk> _desk;

    internal JournalControl(Func<JournalDesk> desk) => _desk = desk;

    /// <inheritdoc/>
    public string Name => "journal";

    /// <summary>Does it without a host; the exit code.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="target">What is asked, as in <see cref="ControlRequest.Target"/>.</param>
    /// <param name="show">Gets each line, and whether it belongs on standard error.</param>
    /// <param name="log">Gets what is wrong with the journal.</param>
    /// <exception cref="IOException">The journal cannot be used, or a host begins to use it.</exception>
    public static async Task<int> RunAloneAsync(string dataFolder, string target, Action<string, bool> show, ILogger log)
    {
        using var taken = Directory.Exists(dataFolder) ? DataFolder.TakeAlone(dataFolder) : null;
        using var database = HostDatabase.OpenAlone(dataFolder, TimeProvider.System, log);
        var desk = database is null ? null : new JournalDesk(database, new Dictionary<string, Bot>());
        return await RunAsync(desk, target, (line, isError) =>
        {
            show(line, isError);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc/>
    public Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken) =>
        RunAsync(_desk(), request.Target ?? "failed", (line, isError) => talk.SayAsync(line, isError));

    private static async Task<int> RunAsync(JournalDesk? desk, string target, Func<string, bool, Task> say)
    {
        var (verb, name) = target.Split(' ', 2) is [var first, var rest] ? (first, rest) : (target, "");
        if (verb == "failed")
        {
            var lines = desk?.Failed() ?? [];
            foreach (var line in lines.DefaultIfEmpty("no message was given up"))
            {
                await say(line, false);
            }

            return ControlExit.Ok;
        }

        var count = desk is null ? 0 : verb == "retry" ? await desk.RetryAsync(name) : await desk.DropAsync(name);
        if (count == 0 && name != JournalDesk.All)
        {
            await say($"no message that was given up is called {name}; icqbots journal failed shows them", true);
            return ControlExit.Mistake;
        }

        await say($"{count} {(count == 1 ? "message is" : "messages are")} {(verb == "retry" ? "tried again" : "forgotten")}", false);
        return ControlExit.Ok;
    }
}

using IcqBots.Host.Configuration;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots reload</c> in the host.</summary>
/// <param name="scripts">Loads scripts anew.</param>
/// <param name="file">What is in bots.yaml.</param>
/// <param name="notes">What there is to say besides, line by line.</param>
internal sealed class ReloadControl(IScriptReloader scripts, BotsFile file, Func<IReadOnlyList<string>> notes) : IControlCommand
{
    /// <inheritdoc/>
    public string Name => "reload";

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        var results = await scripts.ReloadAsync(request.Target, cancellationToken);
        foreach (var note in notes())
        {
            await talk.SayAsync(note, isError: true);
        }

        if (results.Count == 0)
        {
            await talk.SayAsync(Nothing(request.Target), isError: true);
            return ControlExit.Mistake;
        }

        foreach (var result in results)
        {
            await SayAsync(result, talk);
        }

        return results.All(result => result.Mistakes.Count == 0) ? ControlExit.Ok : ControlExit.Failure;
    }

    private static async Task SayAsync(ReloadResult result, ControlTalk talk)
    {
        if (result.Mistakes.Count == 0)
        {
            await talk.SayAsync($"{result.Script}: live for {string.Join(", ", result.Bots)} after {result.Took.TotalMilliseconds:0} ms");
            return;
        }

        foreach (var mistake in result.Mistakes)
        {
            await talk.SayAsync(mistake, isError: true);
        }

        await talk.SayAsync($"{result.Script}: not reloaded; the old version goes on", isError: true);
    }

    private string Nothing(string? target)
    {
        if (target is null)
        {
            return "no bot has a script";
        }

        var known = file.Bots.Select(bot => bot.Name).Concat(file.Bots.SelectMany(bot => bot.ScriptFiles()).Select(script => script.Name)).Distinct();
        return $"there is no bot and no script \"{target}\""
            + (Spelling.Nearest(target, known) is { } meant ? $"; did you mean \"{meant}\"?" : "");
    }
}

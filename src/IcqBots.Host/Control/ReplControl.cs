using IcqBots.Host.Configuration;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots repl</c> in the host.</summary>
internal sealed class ReplControl(IScriptRepl repl, BotsFile file) : IControlCommand
{
    private const string NewLine = "> ";
    private const string NextLine = ". ";

    /// <inheritdoc/>
    public string Name => "repl";

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        var bot = request.Target ?? "";
        await using var session = repl.Open(bot);
        if (session is null)
        {
            var meant = Spelling.Nearest(bot, file.Bots.Select(each => each.Name));
            await talk.SayAsync($"there is no bot \"{bot}\"" + (meant is null ? "" : $"; did you mean \"{meant}\"?"), isError: true);
            return ControlExit.Mistake;
        }

        var exit = ControlExit.Ok;
        var prompt = NewLine;
        while (await talk.AskAsync(prompt, cancellationToken) is { } line)
        {
            var answer = await session.EvaluateAsync(line, cancellationToken);
            prompt = answer.IsIncomplete ? NextLine : NewLine;
            if (answer.Result is not null)
            {
                await talk.SayAsync(answer.Result);
            }

            foreach (var mistake in answer.Mistakes)
            {
                exit = ControlExit.Failure;
                await talk.SayAsync(mistake, isError: true);
            }
        }

        if (prompt == NextLine)
        {
            exit = ControlExit.Failure;
            await talk.SayAsync("the last line is not complete, and was not run", isError: true);
        }

        return exit;
    }
}

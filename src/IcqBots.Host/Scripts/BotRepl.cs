using System.Text;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Scheduling;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scripts;

/// <summary>
/// One person's lines for one bot. They run on its script thread, within the same limits as handlers; what they keep in State is kept under
/// a name of its own.
/// </summary>
internal sealed class BotRepl : IReplSession
{
    private readonly StringBuilder _text = new();
    private readonly HandlerRunner _runner;
    private readonly ScriptRepl _repl;
    private bool _isBlank;

    /// <summary>A session that has seen no line.</summary>
    /// <exception cref="IOException">The file for what lines keep cannot be opened.</exception>
    public BotRepl(IScriptBot bot, BotEntry entry, ScriptServices services, ScriptJobs jobs, HandlerRunner runner)
    {
        _runner = runner;
        var lines = new ScriptFile(ScriptRepl.Name, Path.Combine(services.Folder, ScriptRepl.Name));
        var environment = new BotEnvironment(lines, entry, services.StoreOf(entry.Name, lines.Name), jobs.Of(lines.Name), services.Schedules, runner.RunAsync, bot.Log);
        _repl = new ScriptRepl(new ScriptCompiler(services.Folder), bot, environment);
    }

    /// <inheritdoc/>
    public async Task<ReplAnswer> EvaluateAsync(string line, CancellationToken cancellationToken)
    {
        // Who does not find the end of a statement gets out with two empty lines.
        var givesUp = _isBlank && string.IsNullOrWhiteSpace(line);
        _isBlank = string.IsNullOrWhiteSpace(line);
        _text.Append(line).Append('\n');
        var text = _text.ToString();
        if (!givesUp && !ScriptRepl.IsComplete(text))
        {
            return new ReplAnswer(null, [], IsIncomplete: true);
        }

        _text.Clear();
        _isBlank = false;
        return string.IsNullOrWhiteSpace(text) ? new ReplAnswer(null, []) : await RunAsync(text, cancellationToken);
    }

    /// <summary>Ends what the lines wait for.</summary>
    public ValueTask DisposeAsync() => new(_runner.InvokeAsync(_repl.Dispose));

    private async Task<ReplAnswer> RunAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            // Not on the script thread, which people wait for.
            var run = await Task.Run(() => _repl.Compile(text), cancellationToken);
            var value = await _runner.RunAsync(run, ScriptRepl.Name).WaitAsync(cancellationToken);
            return new ReplAnswer(value == "" ? null : value, []);
        }
        catch (ScriptCompilationException e)
        {
            return new ReplAnswer(null, e.Mistakes);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It goes to the person who wrote the line, not to the log.
            var fault = ScriptFault.From(e, ScriptRepl.Name);
            return new ReplAnswer(null, [$"{(e is ScriptStoppedException ? "stopped" : fault.Type)}: {fault.Message}"]);
        }
    }
}

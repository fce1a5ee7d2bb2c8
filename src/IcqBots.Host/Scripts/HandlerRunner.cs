using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IcqBots.Host.Journal;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>
/// Runs handlers on the script thread of one bot, within their limits. What a handler throws is logged and goes no further; a script that
/// only fails is slowed down.
/// </summary>
internal sealed partial class HandlerRunner
{
    private const int ShownPlaces = 3;

    private readonly ConditionalWeakTable<ScriptInstance, FailureBrake> _brakes = [];
    private readonly ConcurrentDictionary<HandlerRun, bool> _running = new(ReferenceEqualityComparer.Instance);
    private readonly IScriptBot _bot;
    private readonly ScriptThread _thread;
    private readonly ScriptLimits _limits;
    private readonly BotOwners _owners;

    /// <summary>A runner for the scripts of one bot.</summary>
    public HandlerRunner(IScriptBot bot, ScriptThread thread, ScriptLimits limits, BotOwners owners)
    {
        (_bot, _thread, _limits, _owners) = (bot, thread, limits, owners);
        thread.Unhandled = exception => LogFault(exception, "a timer or thread of a script");
    }

    /// <summary>Where the handlers that run now were registered, for people to read.</summary>
    public string Running
    {
        get
        {
            var places = _running.Keys.Select(run => run.Place).Distinct().Order(StringComparer.Ordinal).ToList();
            return places.Count switch
            {
                0 => "what has been received",
                > ShownPlaces => $"{string.Join(", ", places.Take(ShownPlaces))} and {places.Count - ShownPlaces} more handlers",
                _ => string.Join(", ", places),
            };
        }
    }

    /// <summary>
    /// Runs one after the other what is selected on the script thread. When a new version of a script takes over before anything has begun,
    /// it is selected anew.
    /// </summary>
    /// <param name="select">What to run; called on the script thread.</param>
    /// <param name="onEnded">Called on the script thread when the last handler has ended.</param>
    public async Task<HandlersEnd> RunAllAsync(Func<IReadOnlyList<HandlerRun>> select, Action<HandlersEnd>? onEnded = null)
    {
        while (true)
        {
            var runs = await InvokeAsync(select);
            var end = new HandlersEnd { Any = runs.Count > 0 };
            if (await TryRunAllAsync(runs, end, onEnded))
            {
                return end;
            }
        }
    }

    /// <summary>Runs a handler; what it throws is logged.</summary>
    public Task RunAsync(HandlerRun run) => TryRunAsync(run, evenIfOver: true, new HandlersEnd { Any = true });

    /// <summary>Runs a handler; what it throws comes out.</summary>
    public Task RunOrThrowAsync(HandlerRun run) =>
        _thread.RunAsync(run.Run, run.TimeLimit is { } time ? _limits with { Time = time } : _limits, run.Place);

    /// <summary>Runs other code of a script; what it throws comes out.</summary>
    public Task RunAsync(Func<Task> work, string place) => _thread.RunAsync(work, _limits, place);

    /// <inheritdoc cref="RunAsync(Func{Task}, string)"/>
    public Task<T> RunAsync<T>(Func<Task<T>> work, string place) => _thread.RunAsync(work, _limits, place);

    /// <inheritdoc cref="InvokeAsync{T}"/>
    public Task InvokeAsync(Action work) => _thread.InvokeAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Runs code of the host between script code.</summary>
    public Task<T> InvokeAsync<T>(Func<T> work) => _thread.InvokeAsync(work);

    private async Task<bool> TryRunAllAsync(IReadOnlyList<HandlerRun> runs, HandlersEnd end, Action<HandlersEnd>? onEnded)
    {
        var hasBegun = false;
        foreach (var run in runs)
        {
            var ended = run == runs[^1] ? onEnded : null;
            if (!await TryRunAsync(run, evenIfOver: hasBegun, end, ended))
            {
                return false;
            }

            hasBegun = true;
        }

        return true;
    }

    /// <summary>False when the handler's version of the script is over, and nothing was run.</summary>
    private async Task<bool> TryRunAsync(HandlerRun run, bool evenIfOver, HandlersEnd end, Action<HandlersEnd>? onEnded = null)
    {
        var instance = run.Instance!;
        var brake = _brakes.GetValue(instance, _ => new FailureBrake(_bot.Clock));
        if (brake.Delay is var delay && delay > TimeSpan.Zero)
        {
            Trace.Current?.Note($"{run.Place}: waits {delay.TotalSeconds:0.#} s, since its script has only failed lately");
            await Task.Delay(delay, _bot.Clock, instance.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var isOver = false;
        var guarded = run with
        {
            Run = () =>
            {
                // Looked at here, where no version can take over at the same time.
                isOver = !evenIfOver && instance.Stopping.IsCancellationRequested && !_bot.Stopping.IsCancellationRequested;
                return isOver ? Task.CompletedTask : RunToEndAsync(run, end, onEnded);
            },
        };
        _running.TryAdd(run, true);
        Trace.Current?.Note($"{run.Place}: begins");
        try
        {
            await RunOrThrowAsync(guarded);
            if (!isOver)
            {
                brake.Succeeded();
            }

            Trace.Current?.Note(isOver ? $"{run.Place}: a new version of the script takes over" : $"{run.Place}: has ended");
        }
        catch (OperationCanceledException) when (instance.Stopping.IsCancellationRequested)
        {
            // The script stops, and the handler has noticed.
            Trace.Current?.Note($"{run.Place}: was cut off, since its script stops");
        }
        catch (NoAnswerException)
        {
            Trace.Current?.Note($"{run.Place}: its question was not answered in time");
            LogNoAnswer(_bot.Log, run.Place);
        }
        catch (Exception e)
        {
            var fault = ScriptFault.From(e, run.Place);
            Trace.Current?.Note($"{fault.Place}: {(e is ScriptStoppedException ? "stopped" : fault.Type)}: {fault.Message}");
            end.Fail(run.Place, e);
            LogFault(e, run.Place);
            if (brake.Failed())
            {
                _owners.Tell(
                    $"{instance.Path} has failed {FailureBrake.Patience} times in a row, last at {ScriptFault.From(e, run.Place).Place}. "
                    + "Until it works again it runs slowly. The log has the rest.");
            }
        }
        finally
        {
            _running.TryRemove(run, out _);
        }

        return !isOver;
    }

    /// <summary>On the script thread, so that what is done at the end belongs to the handler's last turn.</summary>
    private async Task RunToEndAsync(HandlerRun run, HandlersEnd end, Action<HandlersEnd>? onEnded)
    {
        try
        {
            await run.Run();
        }
        catch (OperationCanceledException) when (_bot.Stopping.IsCancellationRequested)
        {
            // It was cut off by the end of the bot; the next start runs it again.
            end.IsCutOff = true;
            MessageRun.Current?.Leave();
            throw;
        }
        catch (Exception e) when (e is not NoAnswerException && !(e is OperationCanceledException && run.Instance!.Stopping.IsCancellationRequested))
        {
            end.Fail(run.Place, e);
            throw;
        }
        finally
        {
            onEnded?.Invoke(end);
        }
    }

    /// <summary>Place and type are for everybody to see; the text of an exception can quote what somebody wrote, unless the host has made it.</summary>
    public void LogFault(Exception exception, string place)
    {
        var fault = ScriptFault.From(exception, place);
        if (exception is ScriptStoppedException)
        {
            LogStopped(_bot.Log, fault.Place, fault.Message);
            return;
        }

        var isVerbose = _bot.Log.IsEnabled(LogLevel.Debug);
        var text = HostText.Of(exception);
        LogFault(_bot.Log, fault.Place, fault.Type, text is not null ? $": {text}" : isVerbose ? "" : " (its text may quote a message: --verbose shows it)");
        if (isVerbose && text != fault.Message)
        {
            LogFaultText(_bot.Log, fault.Place, fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Place}: {Type}{Text}")]
    private static partial void LogFault(ILogger log, string place, string type, string text);

    [LoggerMessage(LogLevel.Debug, "{Place}: it says: {Text}")]
    private static partial void LogFaultText(ILogger log, string place, string text);

    [LoggerMessage(LogLevel.Error, "{Place}: stopped: {Reason}")]
    private static partial void LogStopped(ILogger log, string place, string reason);

    [LoggerMessage(LogLevel.Debug, "{Place}: a question was not answered in time")]
    private static partial void LogNoAnswer(ILogger log, string place);
}

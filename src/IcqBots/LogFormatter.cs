using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace IcqBots;

/// <summary>One line an entry: time, who, what. Warnings and errors are marked, in colour on a terminal.</summary>
internal sealed class LogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name under which the console logger finds it.</summary>
    public const string FormatterName = "icqbots";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var who = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var (mark, colour) = logEntry.LogLevel switch
        {
            >= LogLevel.Error => ("error: ", "31"),
            LogLevel.Warning => ("warning: ", "33"),
            LogLevel.Information => ("", ""),
            _ => ("", "2"),
        };
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {who,-10} {mark}{text}");
        textWriter.WriteLine(Output.IsTerminal && colour != "" ? $"\e[{colour}m{line}\e[0m" : line);
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace IcqBots;

/// <summary>
/// One line an entry: time, who, what. Warnings and errors are marked, in colour where that is wanted. Exceptions are told in a line,
/// or whole when <paramref name="verbose"/>.
/// </summary>
internal sealed class LogFormatter(TimeProvider time, bool colour, bool verbose) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name under which the console logger finds it.</summary>
    public const string FormatterName = "icqbots";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
        {
            text += verbose ? $"\n{exception}" : $": {exception.Message}";
        }

        var who = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var (mark, code) = logEntry.LogLevel switch
        {
            >= LogLevel.Error => ("error: ", "31"),
            LogLevel.Warning => ("warning: ", "33"),
            LogLevel.Information => ("", ""),
            _ => ("", "2"),
        };
        var line = TerminalText.Clean(string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {who,-10} {mark}{text}"));
        textWriter.WriteLine(colour && code != "" ? $"\e[{code}m{line}\e[0m" : line);
    }
}

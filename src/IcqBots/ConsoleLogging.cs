using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace IcqBots;

/// <summary>Sets up the log on the console.</summary>
internal static class ConsoleLogging
{
    /// <summary>Logs everything of ours to standard output, at Debug level and above when <paramref name="verbose"/>.</summary>
    public static void AddResultLog(this ILoggingBuilder logging, Output output, bool verbose) =>
        logging.Add(output.HasColour, verbose, LogLevel.Information, standardErrorFrom: LogLevel.None);

    /// <summary>Logs warnings to standard error, where results must not be disturbed; everything when <paramref name="verbose"/>.</summary>
    public static void AddRemarksLog(this ILoggingBuilder logging, Output output, bool verbose) =>
        logging.Add(output.HasColouredRemarks, verbose, LogLevel.Warning, standardErrorFrom: LogLevel.Trace);

    private static void Add(this ILoggingBuilder logging, bool colour, bool verbose, LogLevel level, LogLevel standardErrorFrom)
    {
        logging.Services.AddSingleton<ConsoleFormatter>(new LogFormatter(TimeProvider.System, colour, verbose));
        logging
            .SetMinimumLevel(verbose ? LogLevel.Debug : level)
            .AddFilter("Microsoft", LogLevel.Warning)
            // What fails at the start is an exception, which the command line prints; the host would print it once more, with its trace.
            .AddFilter("Microsoft.Extensions.Hosting", verbose ? LogLevel.Warning : LogLevel.None)
            .AddFilter("Quartz", LogLevel.Warning)
            .AddConsole(options =>
            {
                options.FormatterName = LogFormatter.FormatterName;
                options.LogToStandardErrorThreshold = standardErrorFrom;
            });
    }
}

using Microsoft.Extensions.Logging;

namespace IcqBots.Fuzz;

/// <summary>A log that keeps the first error. Only now and then it takes everything: writing lines must not fail either.</summary>
internal sealed class FuzzLog : ILogger
{
    private volatile string? _error;

    /// <summary>The first error; null: none.</summary>
    public string? Error => _error;

    /// <summary>Whether lines of all levels are made now.</summary>
    public bool TakesAll { get; set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => TakesAll || logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (logLevel >= LogLevel.Error)
        {
            _error ??= $"{text} {exception}".TrimEnd();
        }
    }
}

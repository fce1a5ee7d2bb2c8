using Microsoft.Extensions.Logging;

namespace IcqBots.Soak;

/// <summary>A log that counts warnings and errors and keeps the last one: a log of three days would be what grows.</summary>
internal sealed class SoakLog : ILogger, ILoggerFactory
{
    private int _problems;

    /// <summary>Warnings and errors so far.</summary>
    public int Problems => Volatile.Read(ref _problems);

    /// <summary>The last of them.</summary>
    public string Last { get; private set; } = "";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
        {
            Last = $"{formatter(state, exception)} {exception?.Message}";
            Interlocked.Increment(ref _problems);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}

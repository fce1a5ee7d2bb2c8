using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IcqBots.Testing;

/// <summary>A log that keeps what was written. <see cref="Dispose"/> fails the test on an error that it did not expect.</summary>
public sealed class TestLog : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = new();

    /// <summary>Errors are part of the test.</summary>
    public bool ExpectsErrors { get; init; }

    /// <summary>Everything at <paramref name="level"/> and above, one line an entry.</summary>
    public IReadOnlyList<string> At(LogLevel level) => [.. _entries.Where(entry => entry.Level >= level).Select(entry => entry.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception}".TrimEnd()));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
        if (!ExpectsErrors)
        {
            Assert.Empty(At(LogLevel.Error));
        }
    }
}

using System.Threading.Channels;
using IcqBots.Host;
using IcqBots.Host.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Benchmarks;

/// <summary>How long it takes in a running host from the last write of a script until its new version is live, with a bot that is logged in.</summary>
internal static class LiveReloadMeasure
{
    /// <summary>The first ones find a cold compiler.</summary>
    private const int NotCounted = 5;

    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-measure-");
        try
        {
            var script = Path.Combine(folder.FullName, "a.csx");
            var yaml = Path.Combine(folder.FullName, "bots.yaml");
            await File.WriteAllTextAsync(script, SampleScripts.Quiz(0));
            await File.WriteAllTextAsync(yaml, """
                embedded-server: { listen: 127.0.0.1:0 }
                bots: [{ name: a, uin: 2001, password: a, scripts: [a.csx], contacts: [1001] }]
                """);
            var log = new LiveLog();
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Logging.AddProvider(log);
            builder.Services.AddIcqBots(BotsFileReader.Read(yaml, _ => null).File!);
            using var host = builder.Build();
            await host.StartAsync();
            await host.Services.GetRequiredService<BotFleet>().AllOnlineAsync(CancellationToken.None);

            var first = TimeSpan.Zero;
            var times = new List<TimeSpan>();
            for (var version = 1; version <= count + NotCounted; version++)
            {
                var began = await WriteAsync(script, SampleScripts.Quiz(version));
                var live = await log.Live.Reader.ReadAsync();
                var took = TimeSpan.FromTicks((live - began) * TimeSpan.TicksPerSecond / TimeProvider.System.TimestampFrequency);
                first = version == 1 ? took : first;
                if (version > NotCounted)
                {
                    times.Add(took);
                }
            }

            times.Sort();
            Console.WriteLine($"first {first.TotalMilliseconds:0} ms; {count} more: median {times[count / 2].TotalMilliseconds:0} ms, "
                + $"p95 {times[(int)(count * 0.95)].TotalMilliseconds:0} ms, longest {times[^1].TotalMilliseconds:0} ms");
            await host.StopAsync();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes as an editor does, in pieces; the timestamp after the last one.</summary>
    private static async Task<long> WriteAsync(string path, string text)
    {
        await using var file = new StreamWriter(path);
        foreach (var part in text.Chunk(1000))
        {
            await file.WriteAsync(part);
            await file.FlushAsync();
        }

        return TimeProvider.System.GetTimestamp();
    }

    /// <summary>Takes the time when the log says that a version is live, which is after it has taken over.</summary>
    private sealed class LiveLog : ILoggerProvider, ILogger
    {
        public Channel<long> Live { get; } = Channel.CreateUnbounded<long>();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            if (text.Contains(" is live ", StringComparison.Ordinal))
            {
                Live.Writer.TryWrite(TimeProvider.System.GetTimestamp());
            }
            else if (logLevel >= LogLevel.Error)
            {
                Console.Error.WriteLine(text);
            }
        }

        public void Dispose()
        {
        }
    }
}

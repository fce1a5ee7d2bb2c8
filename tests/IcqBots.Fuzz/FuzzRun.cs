using System.Diagnostics;
using System.Globalization;
using IcqBots.Protocol.Tests;
using IcqBots.Testing;

namespace IcqBots.Fuzz;

/// <summary>Something went wrong; the message tells the seed, the index and the bytes.</summary>
internal sealed class FuzzException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// So many inputs for a real client, a real server and real peers. It fails at an exception, at an error in the log, at an input that takes
/// long, and when memory grows.
/// </summary>
internal sealed class FuzzRun(long seed, long count, TextWriter output)
{
    private const int Reports = 10;

    /// <summary>All state is bounded: from the first report on, the heap grows by no more than this.</summary>
    private const long MaxGrowth = 8 << 20;

    /// <summary>A collection of garbage or a busy machine may hold up any input; a loop would be longer.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(64);

    private readonly FuzzInputs _inputs = new(seed);
    private readonly ManualTimeProvider _clock = new();
    private readonly FuzzLog _log = new();
    private FuzzInput _current;
    private long _index;
    private volatile string? _unobserved;

    /// <summary>How many inputs have been taken.</summary>
    public long Index => Volatile.Read(ref _index);

    /// <summary>The seed, the index and the bytes of the input that is under way.</summary>
    public string Where => $"seed {seed}, input {_index} ({_current.Direction}): {Convert.ToHexString(_current.Bytes ?? [])}";

    /// <summary>Runs to the end.</summary>
    /// <exception cref="FuzzException">Something went wrong.</exception>
    public async Task RunAsync()
    {
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            await using var streams = new MemoryNetwork(_clock);
            await using var server = new ServerTarget(streams, _clock, _log);
            await using var client = new ClientTarget(streams, _clock, _log);
            await using var peers = new PeerTarget(streams, client);
            await using var transfers = new TransferTarget(streams, peers.Ports);
            await RunAsync(server, client, peers, transfers);
        }
        catch (Exception e) when (e is not FuzzException)
        {
            throw Failure(e.ToString(), e);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }
    }

    private async Task RunAsync(ServerTarget server, ClientTarget client, PeerTarget peers, TransferTarget transfers)
    {
        var began = Stopwatch.GetTimestamp();
        long? first = null;
        Report(began);
        for (var report = 1; report <= Reports; report++)
        {
            for (var end = count * report / Reports; _index < end; Volatile.Write(ref _index, _index + 1))
            {
                await TakeAsync(server, client, peers, transfers);
            }

            await transfers.SettleAsync();
            await peers.SettleAsync();
            var heap = Report(began);
            Check();
            first ??= heap;
            if (heap - first > MaxGrowth)
            {
                throw Failure($"the heap has grown by {(heap - first) >> 20} MiB since the first report");
            }
        }
    }

    private async ValueTask TakeAsync(ServerTarget server, ClientTarget client, PeerTarget peers, TransferTarget transfers)
    {
        _current = _inputs.At(_index);
        _log.TakesAll = _index % 64 == 0;
        var began = Stopwatch.GetTimestamp();
        switch (_current.Direction)
        {
            case Direction.FromClient:
                await server.TakeAsync(_current);
                break;
            case Direction.FromServer:
                await client.TakeAsync(_current);
                break;
            case Direction.BetweenPeers:
                // Here a fault has its input; the peer reads it on another thread, later.
                PacketVector.Read(_current.Direction, _current.Bytes);
                await peers.TakeAsync(_current);
                break;
            case Direction.Chat or Direction.FileTransfer:
                await transfers.TakeAsync(_current);
                break;
            default:
                throw Failure($"nobody takes what comes {_current.Direction}");
        }

        if (_index % 64 == 0)
        {
            _clock.Advance(_current.Choice % 256 == 0 ? TimeSpan.FromSeconds(_current.Choice / 256 % 180) : Step);
        }

        if (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed > MaxTime)
        {
            throw Failure($"it took {elapsed}");
        }

        Check();
    }

    private void Check()
    {
        if ((_log.Error ?? _unobserved) is { } problem)
        {
            throw Failure(problem);
        }
    }

    private FuzzException Failure(string problem, Exception? inner = null) =>
        new($"{Where}\nAt this input, or at a peer's shortly before it: {problem}", inner);

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => _unobserved ??= e.Exception.ToString();

    /// <summary>Prints a line; the bytes of the heap.</summary>
    private long Report(long began)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var rate = _index / Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(count == 0 ? 1 : (double)_index / count),4:P0} {_index,12:N0} inputs {rate,10:N0}/s   heap {heap / 1048576.0,7:N1} MiB   "
            + $"working set {Environment.WorkingSet / 1048576.0,7:N1} MiB"));
        return heap;
    }
}

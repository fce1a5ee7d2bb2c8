using System.Diagnostics;

namespace IcqBots.Torture;

/// <summary>Kills a host of many bots again and again; measures how long it takes until all are online.</summary>
internal sealed class RecoveryRun(Scenario scenario, int seed, ProgressLine progress)
{
    /// <summary>Runs to the end; how long each start took.</summary>
    /// <exception cref="InvalidOperationException">A process has ended by itself.</exception>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(CancellationToken cancellationToken)
    {
        await using var stage = await TortureStage.CreateAsync(scenario, seed);
        try
        {
            return await RunAsync(stage, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            stage.IsKept = true;
            throw new InvalidOperationException($"{e.Message}\nThe logs are in {stage.Folder}", e);
        }
    }

    private async Task<IReadOnlyList<TimeSpan>> RunAsync(TortureStage stage, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        await stage.StartServerAsync(cancellationToken);
        stage.StartHost();
        await stage.Host.ReadyAsync(cancellationToken);
        var times = new List<TimeSpan>();
        while (times.Count < scenario.Kills)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + random.NextDouble()), TimeProvider.System, cancellationToken);
            await stage.StopHostAsync(kills: true);
            var began = Stopwatch.GetTimestamp();
            stage.StartHost();
            await stage.Host.ReadyAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began));
            progress.Show(() => $"{scenario.Name}: {times.Count}/{scenario.Kills} starts, the last took {times[^1].TotalSeconds:0.00} s");
        }

        progress.End($"{scenario.Name}: {scenario.Bots} bots online after {string.Join(", ", times.Select(time => $"{time.TotalSeconds:0.00}"))} s");
        await stage.StopHostAsync(kills: false);
        return times;
    }
}

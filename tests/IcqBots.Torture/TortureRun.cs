using System.Diagnostics;

namespace IcqBots.Torture;

/// <summary>One run of a scenario: starts everything, lets people write while the troubles happen, waits for the last answers and counts.</summary>
internal sealed class TortureRun(Scenario scenario, int seed, ProgressLine progress)
{
    /// <summary>What the start of a process takes, before it is known.</summary>
    private const double StartSeconds = 1.2;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>So long something may come twice yet.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Ledger _ledger = new();
    private readonly IReadOnlyList<Trouble> _troubles = Trouble.Plan(scenario, seed);
    private int _happened;
    private long _began;
    private int _turn;

    /// <summary>A server repeats a packet for two minutes, and where many are lost an answer may take as long.</summary>
    private TimeSpan QuietLimit => TimeSpan.FromSeconds(scenario.Loss > 0 ? 180 : 40);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="MountException">The scenario needs a disk that cannot be mounted.</exception>
    /// <exception cref="InvalidOperationException">A process has ended by itself.</exception>
    public async Task<TortureResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var stage = await TortureStage.CreateAsync(scenario, seed);
        stage.IsKept = true;
        try
        {
            var tally = await RunAsync(stage, cancellationToken);
            var result = new TortureResult(scenario, seed, tally, Stopwatch.GetElapsedTime(_began), stage.Folder)
            {
                ToldOfDisk = stage.ToldOfDisk,
            };
            stage.IsKept = !result.IsGood;
            return result;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C ends the processes, too, and nobody wants to know how.
            stage.IsKept = false;
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{e.Message}\nThe logs are in {stage.Folder}", e);
        }
    }

    private async Task<Tally> RunAsync(TortureStage stage, CancellationToken cancellationToken)
    {
        await stage.StartServerAsync(cancellationToken);
        stage.StartHost();
        await stage.Host.ReadyAsync(cancellationToken);
        var bots = stage.Bots.Select(bot => bot.Uin).ToArray();
        var people = stage.People.Select(uin => new NumberingClient(uin, stage.Entrance, bots, stage.Retransmission, _ledger)).ToList();
        try
        {
            people.ForEach(person => person.Start());
            await Task.WhenAll(people.Select(person => person.OnlineAsync(cancellationToken)));
            _began = Stopwatch.GetTimestamp();
            await using var timer = TimeProvider.System.CreateTimer(_ => progress.Show(Status), null, Look, Look);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task[] all = [HappenAsync(stage, stopping.Token), .. people.Select(person => WriteAsync(person, stopping.Token))];
            await AllOrFirstFaultAsync(all, stopping);
            await SettleAsync(cancellationToken);
        }
        finally
        {
            await Task.WhenAll(people.Select(person => person.DisposeAsync().AsTask()));
        }

        await stage.StopHostAsync(kills: false);
        progress.End(Status());
        return Tally.Of(_ledger, stage.Bots, stage.Database);
    }

    private string Status() =>
        $"{scenario.Name}: {_happened}/{_troubles.Count} troubles, {_ledger.SentCount}/{scenario.Messages} sent, "
        + $"{_ledger.AcknowledgedCount} acknowledged, {_ledger.AnsweredCount} answered, {Stopwatch.GetElapsedTime(_began).TotalSeconds:0} s";

    /// <summary>Ends with the first fault, or when all have ended.</summary>
    private static async Task AllOrFirstFaultAsync(Task[] all, CancellationTokenSource stopping)
    {
        var left = all.ToList();
        while (left.Count > 0)
        {
            var ended = await Task.WhenAny(left);
            left.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
            {
                await stopping.CancelAsync();
                await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ended;
            }
        }
    }

    private async Task WriteAsync(NumberingClient person, CancellationToken cancellationToken)
    {
        while (Interlocked.Increment(ref _turn) <= scenario.Messages)
        {
            await Task.Delay(Gap() * (0.5 + Random.Shared.NextDouble()), TimeProvider.System, cancellationToken);
            await person.SendNextAsync(cancellationToken);
        }
    }

    /// <summary>How long a person waits between two messages, so that they last as long as the troubles.</summary>
    private TimeSpan Gap()
    {
        var left = _troubles.Count - _happened;
        var messages = Math.Max(1, scenario.Messages - Volatile.Read(ref _turn));
        var each = _happened >= 5
            ? Stopwatch.GetElapsedTime(_began).TotalSeconds / _happened
            : _troubles.Average(trouble => (double?)(trouble.After + trouble.Lasts).TotalSeconds) + StartSeconds ?? 0;
        return TimeSpan.FromSeconds(Math.Clamp(left * each * scenario.Senders / messages, 0, 5));
    }

    private async Task HappenAsync(TortureStage stage, CancellationToken cancellationToken)
    {
        foreach (var trouble in _troubles)
        {
            await Task.Delay(trouble.After, TimeProvider.System, cancellationToken);
            if (stage.Host.HasEnded)
            {
                throw new InvalidOperationException("The host has ended by itself");
            }

            await HappenAsync(stage, trouble, cancellationToken);
            _happened++;
        }

        await stage.Host.ReadyAsync(cancellationToken);
    }

    private static async Task HappenAsync(TortureStage stage, Trouble trouble, CancellationToken cancellationToken)
    {
        switch (trouble.Kind)
        {
            case TroubleKind.Kill:
                await stage.StopHostAsync(kills: true);
                await Task.Delay(trouble.Lasts, TimeProvider.System, cancellationToken);
                stage.StartHost();
                if (!trouble.IsEarly)
                {
                    await stage.Host.ReadyAsync(cancellationToken);
                }

                break;
            case TroubleKind.Pause:
                await stage.Host.SignalAsync("STOP");
                await Task.Delay(trouble.Lasts, TimeProvider.System, cancellationToken);
                await stage.Host.SignalAsync("CONT");
                break;
            case TroubleKind.Restart or TroubleKind.ServerKill:
                await stage.StopServerAsync(kills: trouble.Kind == TroubleKind.ServerKill);
                await Task.Delay(trouble.Lasts, TimeProvider.System, cancellationToken);
                await stage.StartServerAsync(cancellationToken);
                break;
            case TroubleKind.Fill:
                stage.Disk!.Fill();
                await Task.Delay(trouble.Lasts, TimeProvider.System, cancellationToken);
                stage.Disk.MakeRoom();
                break;
        }
    }

    /// <summary>Waits until everything is answered, or nothing has come for long.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, Stopwatch.GetTimestamp());
        while (_ledger.AnsweredCount < _ledger.AcknowledgedCount && Stopwatch.GetElapsedTime(since) < QuietLimit)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            if (_ledger.AnsweredCount is var answered && answered != last)
            {
                (last, since) = (answered, Stopwatch.GetTimestamp());
            }
        }

        await Task.Delay(Grace, TimeProvider.System, cancellationToken);
    }
}

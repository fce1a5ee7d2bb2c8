using IcqBots.Storage;

namespace IcqBots.Host.Backup;

/// <summary>
/// Restoring while the host runs: one host stages a backup and asks for its own end, then the files are swapped, and the next host of the
/// same process tells what came of it.
/// </summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="time">The clock.</param>
public sealed class HostRestores(string dataFolder, TimeProvider time)
{
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isUnderWay;

    /// <summary>Ends when the host shall stop for the swap.</summary>
    public Task Asked => _asked.Task;

    /// <summary>What came of the last swap: a line each, and whether it was done; null where there was none.</summary>
    public (IReadOnlyList<string> Lines, bool IsDone)? Outcome { get; private set; }

    /// <summary>Swaps the files, if that was asked for; true when the host shall start again. It must have stopped.</summary>
    public bool SwapIfAsked()
    {
        if (!Asked.IsCompleted)
        {
            return false;
        }

        Outcome = Swap();
        _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        End();
        return true;
    }

    /// <summary>False while another restore is under way.</summary>
    internal bool TryBegin() => Interlocked.Exchange(ref _isUnderWay, 1) == 0;

    /// <summary>The restore will not be.</summary>
    internal void End() => Volatile.Write(ref _isUnderWay, 0);

    /// <summary>Everything is staged: the host shall stop.</summary>
    internal void Ask() => _asked.TrySetResult();

    private (IReadOnlyList<string> Lines, bool IsDone) Swap()
    {
        try
        {
            using var taken = DataFolder.TryLock(dataFolder) ?? throw new IOException($"another program uses {dataFolder}");
            return (RestoreFolder.Commit(dataFolder, time.GetUtcNow()), true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([$"nothing is restored: {e.Message}"], false);
        }
    }
}

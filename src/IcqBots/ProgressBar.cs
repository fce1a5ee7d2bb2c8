using IcqBots.Host.Control;

namespace IcqBots;

/// <summary>Shows how far something is: a bar on a terminal, a line every few seconds elsewhere. It belongs to the remarks.</summary>
internal sealed class ProgressBar(Output output, TimeProvider time)
{
    private const int Width = 30;

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private long _told = time.GetTimestamp();
    private int _shown;

    /// <summary>Shows a new state.</summary>
    public void Show(ControlProgress progress)
    {
        var counts = $"{progress.Done} of {progress.Total}" + (progress.Failed > 0 ? $", {progress.Failed} not reached" : "");
        if (output.IsRemarksTerminal)
        {
            var full = progress.Total == 0 ? Width : (int)((long)Width * progress.Done / progress.Total);
            var line = $"[{new string('#', full)}{new string('.', Width - full)}] {counts}";
            output.Remarks.Write($"\r{line.PadRight(_shown)}");
            _shown = Math.Max(_shown, line.Length);
        }
        else if (time.GetElapsedTime(_told) >= LineInterval)
        {
            _told = time.GetTimestamp();
            output.Note(counts);
        }
    }

    /// <summary>Takes the bar away: something else is printed.</summary>
    public void Clear()
    {
        if (_shown > 0)
        {
            output.Remarks.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}

using System.Diagnostics;

namespace IcqBots.Torture;

/// <summary>How far a run is: one line that renews itself on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private long _shown = Stopwatch.GetTimestamp();
    private int _width;

    /// <summary>Shows how far it is, if it is time.</summary>
    public void Show(Func<string> text)
    {
        lock (_lock)
        {
            if (isTerminal)
            {
                Renew(text());
            }
            else if (Stopwatch.GetElapsedTime(_shown) >= Interval)
            {
                _shown = Stopwatch.GetTimestamp();
                output.WriteLine(text());
            }
        }
    }

    /// <summary>The last line.</summary>
    public void End(string text)
    {
        lock (_lock)
        {
            if (isTerminal)
            {
                Renew(text);
                output.WriteLine();
                _width = 0;
            }
            else
            {
                output.WriteLine(text);
            }
        }
    }

    private void Renew(string text)
    {
        output.Write($"\r{text.PadRight(_width)}");
        _width = text.Length;
    }
}

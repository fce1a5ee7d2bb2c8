using System.Text;
using System.Threading.Channels;

namespace IcqBots.Tests;

/// <summary>Keeps what is written, and lets a test wait for a line.</summary>
internal sealed class LineWriter : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _line = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public LineWriter() => NewLine = "\n";

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_lock)
        {
            _all.Append(value);
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            _lines.Writer.TryWrite(_line.ToString());
            _line.Clear();
        }
    }

    /// <summary>The next line that has this in it; those before it are skipped.</summary>
    public async Task<string> LineAsync(string part)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(limit.Token);
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    /// <summary>Everything so far.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return _all.ToString();
        }
    }
}

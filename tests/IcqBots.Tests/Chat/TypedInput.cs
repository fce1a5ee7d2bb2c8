using System.Collections.Concurrent;

namespace IcqBots.Tests.Chat;

/// <summary>Input that waits for the next line until somebody types it, like a terminal.</summary>
internal sealed class TypedInput : TextReader
{
    private readonly BlockingCollection<string> _lines = [];

    public void Type(string line) => _lines.Add(line);

    /// <summary>Ctrl-D.</summary>
    public void End() => _lines.CompleteAdding();

    public override string? ReadLine() => _lines.TryTake(out var line, TimeSpan.FromSeconds(10)) ? line : null;

    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        base.Dispose(disposing);
    }
}

using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>An open chat with one person: lines go both ways until one side closes.</summary>
public abstract class Chat : IAsyncDisposable
{
    /// <summary>The other person's number.</summary>
    public abstract Uin Partner { get; }

    /// <summary>The other person's name, as their program says.</summary>
    public abstract string PartnerName { get; }

    /// <summary>The lines of the other person as they are finished, until one side closes. Read by one reader.</summary>
    public abstract IAsyncEnumerable<string> ReadLinesAsync(CancellationToken cancellationToken = default);

    /// <summary>Types a text; each of its lines is ended.</summary>
    public abstract Task SendLineAsync(string text, CancellationToken cancellationToken = default);

    /// <summary>Leaves the chat.</summary>
    public abstract ValueTask DisposeAsync();
}

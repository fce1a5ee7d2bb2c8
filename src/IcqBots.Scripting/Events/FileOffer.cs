using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>Somebody offers a file, or several, directly. An offer that no handler answers is refused when all of them have ended.</summary>
public abstract class FileOffer
{
    /// <summary>The bytes that are accepted where a script names no other limit: 16 MB.</summary>
    public const long DefaultMaxBytes = 16 * 1024 * 1024;

    /// <summary>The sender's number, as the sender's program says.</summary>
    public abstract Uin From { get; }

    /// <summary>True when it comes from where the server says that the sender is.</summary>
    public abstract bool IsVerified { get; }

    /// <summary>What the sender says about it; may be empty.</summary>
    public abstract string Description { get; }

    /// <summary>The name of the file as its sender tells it, or a text such as "3 files". Not fit for a path.</summary>
    public abstract string FileName { get; }

    /// <summary>Bytes of all files together, as their sender tells it.</summary>
    public abstract long Size { get; }

    /// <summary>
    /// Takes the files into the bot's folder below the data folder, and gives their paths when all have arrived. One that broke off earlier
    /// goes on where it ended.
    /// </summary>
    /// <param name="maxBytes">What they may have together; more is refused.</param>
    /// <param name="progress">Is told now and then how far it is.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    public abstract Task<IReadOnlyList<string>> AcceptAsync(
        long maxBytes = DefaultMaxBytes, Action<FileProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Refuses; does nothing when the offer has been answered.</summary>
    public abstract Task RefuseAsync(string reason = "", CancellationToken cancellationToken = default);
}

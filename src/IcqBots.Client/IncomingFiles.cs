using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>A peer offers a file, or several.</summary>
public sealed class IncomingFiles : IncomingRequest
{
    internal IncomingFiles(Peer peer, ChannelMessageFrame message, TransferListeners listeners, SendAnswer answer)
        : base(peer, message, listeners, answer)
    {
    }

    /// <summary>The name of the file as its sender tells it, or a text such as "3 files". Not fit for a path.</summary>
    public string FileName => (Extra as FileExtra)?.FileName ?? "";

    /// <summary>Bytes of all files together, as their sender tells it.</summary>
    public long Size => (Extra as FileExtra)?.Size ?? 0;

    /// <summary>Takes the files; the task ends when all of them have arrived. What broke off lately goes on where it ended.</summary>
    /// <param name="folder">Where to put them; exists.</param>
    /// <param name="maxBytes">What they may have together; more is refused.</param>
    /// <param name="progress">Is told after each piece.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    /// <exception cref="TransferException">Too large (the offer is refused), withdrawn, stopped, or the sender does not connect.</exception>
    /// <exception cref="InvalidOperationException">The request has been answered already.</exception>
    /// <exception cref="IOException">A file cannot be written, or the connection broke.</exception>
    public async Task<IReadOnlyList<ReceivedFile>> AcceptAsync(
        string folder, long maxBytes, IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Size > maxBytes)
        {
            await RefuseAsync($"Too large: at most {maxBytes} bytes", cancellationToken);
            throw new TransferException($"{Size} bytes are more than the {maxBytes} that are allowed");
        }

        return await ServeAsync(
            Listeners.OfReceivedFiles,
            (connection, token) => new FileReceiver(
                connection, Listeners.Uin, From, folder, maxBytes, progress, Listeners.Time).ReceiveAsync(token),
            cancellationToken);
    }
}

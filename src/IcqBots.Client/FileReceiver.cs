using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>A file that has arrived.</summary>
/// <param name="Path">Where it lies now.</param>
/// <param name="Name">The name that its sender gave it; not fit for a path.</param>
/// <param name="Size">Its bytes.</param>
public sealed record ReceivedFile(string Path, string Name, long Size);

/// <summary>
/// The side of a file transfer that gets the files: it was connected to. A file grows in a folder of its own, see
/// <see cref="PartFiles"/>, and comes to its place when it is complete; when the transfer breaks, its part is where the next one goes on.
/// </summary>
internal sealed class FileReceiver(
    PeerConnection connection,
    Uin self,
    Uin from,
    string folder,
    long maxBytes,
    IProgress<FileProgress>? progress,
    TimeProvider time)
{
    private const int MaxFiles = 1000;

    private readonly PartFiles _parts = new(folder, time);

    /// <summary>Takes all files.</summary>
    /// <exception cref="TransferException">They are larger than allowed, the sender has stopped, or speaks otherwise.</exception>
    /// <exception cref="IOException">A file cannot be written, or the connection broke.</exception>
    public async Task<IReadOnlyList<ReceivedFile>> ReceiveAsync(CancellationToken cancellationToken)
    {
        await using var frames = new FileFrames(connection, cancellationToken);
        var init = await frames.ExpectAsync<FileInitFrame>();
        if (init.Files > MaxFiles || init.Bytes > maxBytes)
        {
            throw new TransferException($"{init.Files} files with {init.Bytes} bytes are more than the {maxBytes} bytes that are allowed");
        }

        await connection.SendAsync(new FileInitAckFrame($"{self}"), cancellationToken);
        var received = new List<ReceivedFile>();
        try
        {
            var left = maxBytes;
            for (var number = 0; number < init.Files; number++)
            {
                var info = await frames.ExpectAsync<FileInfoFrame>();
                if (info.Size > left)
                {
                    throw new TransferException($"{info.FileName} has {info.Size} bytes; {left} are allowed");
                }

                left -= info.Size;
                if (info.IsDirectory)
                {
                    await connection.SendAsync(new FileStartFrame(0), cancellationToken);
                }
                else
                {
                    received.Add(await ReceiveAsync(frames, info, cancellationToken));
                }
            }
        }
        catch (Exception e) when (e is TransferException or IOException or OperationCanceledException)
        {
            await TryStopAsync((uint)received.Count);
            throw;
        }

        return received;
    }

    private async Task<ReceivedFile> ReceiveAsync(FileFrames frames, FileInfoFrame info, CancellationToken cancellationToken)
    {
        var name = SafeFileName.From(info.FileName);
        var part = _parts.PathOf(from, connection.Remote.Address, info);
        await using (var file = PartFiles.Open(part))
        {
            // What is longer than the whole was not meant; it begins anew.
            var position = file.Length <= info.Size ? file.Length : 0;
            file.SetLength(position);
            file.Position = position;
            await connection.SendAsync(new FileStartFrame((uint)position), cancellationToken);
            while (file.Position < info.Size)
            {
                var data = await frames.ExpectAsync<FileDataFrame>();
                if (data.Data.Length == 0 || file.Position + data.Data.Length > info.Size)
                {
                    throw new TransferException($"{info.FileName} has other bytes than its sender has told");
                }

                await file.WriteAsync(data.Data, cancellationToken);
                progress?.Report(new FileProgress(name, file.Position, info.Size));
            }
        }

        return new ReceivedFile(PartFiles.Finish(part, folder, name), info.FileName, info.Size);
    }

    private async Task TryStopAsync(uint number)
    {
        try
        {
            using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await connection.SendAsync(new FileStopFrame(number), atOnce.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The other side will notice that the connection is closed.
        }
    }
}

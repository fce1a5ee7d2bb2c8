using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>The side of a file transfer that has the files: it has connected, and sent CHANNEL_INIT.</summary>
internal sealed class FileSender(PeerConnection connection, Uin self, IProgress<FileProgress>? progress, TimeProvider time)
{
    /// <summary>How long the receiver may take to close after the last byte. LICQ waits for us to close.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Sends the files; the names of those that the receiver has taken to their end.</summary>
    /// <exception cref="TransferException">The receiver has stopped, or speaks otherwise.</exception>
    /// <exception cref="IOException">A file cannot be read, or the connection broke.</exception>
    public async Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<OutgoingFile> files, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var frames = new FileFrames(connection, ended.Token);
        await SendAsync(new FileInitFrame((uint)files.Count, (uint)files.Sum(file => file.Size), $"{self}"), cancellationToken);
        await frames.ExpectAsync<FileInitAckFrame>();

        // While bytes go out, the receiver may say that it has enough.
        var answers = Channel.CreateUnbounded<FileTransferFrame>();
        var reading = ReadAsync(frames, answers.Writer);
        try
        {
            var sent = new List<string>();
            foreach (var file in files)
            {
                if (await SendAsync(file, answers.Reader, cancellationToken))
                {
                    sent.Add(file.Name);
                }
            }

            await WaitForCloseAsync(reading, cancellationToken);
            if (sent.Count > 0 && IsStopped(answers.Reader))
            {
                // It could not keep what it got last.
                sent.RemoveAt(sent.Count - 1);
            }

            return sent;
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> SendAsync(OutgoingFile file, ChannelReader<FileTransferFrame> answers, CancellationToken cancellationToken)
    {
        await SendAsync(new FileInfoFrame(file.Name, (uint)file.Size), cancellationToken);
        FileTransferFrame answer;
        try
        {
            answer = await answers.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new TransferException("The other side has closed the connection", e.InnerException);
        }

        if (answer is FileStopFrame)
        {
            return false;
        }

        if (answer is not FileStartFrame start || start.Position > file.Size)
        {
            throw new TransferException($"The other side cannot be told from where to send {file.Name}");
        }

        await using var stream = file.Open();
        stream.Position = start.Position;
        var buffer = new byte[FileDataFrame.MaxBytes];
        var position = (long)start.Position;
        while (position < file.Size)
        {
            if (IsStopped(answers))
            {
                return false;
            }

            var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, file.Size - position)), cancellationToken);
            if (count == 0)
            {
                throw new IOException($"{file.Name} has become shorter while it was sent");
            }

            await SendAsync(new FileDataFrame(buffer.AsMemory(0, count)), cancellationToken);
            position += count;
            progress?.Report(new FileProgress(file.Name, position, file.Size));
        }

        return true;
    }

    private static async Task ReadAsync(FileFrames frames, ChannelWriter<FileTransferFrame> answers)
    {
        try
        {
            while (await frames.NextAsync() is { } frame)
            {
                answers.TryWrite(frame);
            }

            answers.TryComplete();
        }
        catch (Exception e)
        {
            answers.TryComplete(e);
            throw;
        }
    }

    private static bool IsStopped(ChannelReader<FileTransferFrame> answers) => answers.TryRead(out var answer) && answer is FileStopFrame;

    private async Task WaitForCloseAsync(Task reading, CancellationToken cancellationToken)
    {
        try
        {
            await reading.WaitAsync(CloseTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Everything was sent; closing is up to us.
        }
    }

    private Task SendAsync(FileTransferFrame frame, CancellationToken cancellationToken) => connection.SendAsync(frame, cancellationToken);
}

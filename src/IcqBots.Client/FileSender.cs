using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>
/// The side of a file transfer that has the files: it has connected, and sent CHANNEL_INIT. While bytes go out the receiver is silent,
/// unless it has enough; <paramref name="timeout"/> is for its answers, and for its end after the last byte.
/// </summary>
internal sealed class FileSender(
    PeerConnection connection, Uin self, IProgress<FileProgress>? progress, TimeSpan timeout, TimeProvider time)
{
    private const string StoppedByOther = "The other side has stopped the transfer";

    /// <summary>A receiver has little to say.</summary>
    private const int MaxUnreadAnswers = 64;

    /// <summary>After a write has failed, how long the reason may take to come out.</summary>
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(3);

    private readonly Channel<FileTransferFrame> _answers = Channel.CreateBounded<FileTransferFrame>(MaxUnreadAnswers);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _sent = [];
    private int _taken;

    /// <summary>Sends the files, and waits until the receiver has them.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<FileTransferResult> SendAsync(IReadOnlyList<OutgoingFile> files, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var frames = new FileFrames(connection, ended.Token);
        var reading = ReadAsync(frames);
        try
        {
            await SendAsync(new FileInitFrame((uint)files.Count, (uint)files.Sum(file => file.Size), $"{self}"), cancellationToken);
            if (await NextAnswerAsync(cancellationToken) is not FileInitAckFrame)
            {
                throw new TransferException("The other side does not begin as clients do");
            }

            foreach (var file in files)
            {
                if (await SendAsync(file, cancellationToken))
                {
                    _sent.Add(file.Name);
                }
            }

            await EndAsync(reading, cancellationToken);
            if (IsStopped())
            {
                throw new TransferException(StoppedByOther);
            }

            return _sent.Count == files.Count
                ? new FileTransferResult(FileTransferOutcome.Taken, _sent, "")
                : new FileTransferResult(FileTransferOutcome.Stopped, _sent, StoppedByOther);
        }
        catch (TransferException e)
        {
            return new FileTransferResult(FileTransferOutcome.Stopped, [.. _sent.Take(_taken)], e.Message);
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> SendAsync(OutgoingFile file, CancellationToken cancellationToken)
    {
        await SendAsync(new FileInfoFrame(file.Name, (uint)file.Size), cancellationToken);
        var answer = await NextAnswerAsync(cancellationToken);
        if (answer is FileStopFrame)
        {
            return false;
        }

        if (answer is not FileStartFrame start || start.Position > file.Size)
        {
            throw new TransferException($"The other side cannot be told from where to send {file.Name}");
        }

        // Who begins with this one has kept those before.
        _taken = _sent.Count;
        await using var stream = file.Open();
        stream.Position = start.Position;
        var buffer = new byte[FileDataFrame.MaxBytes];
        var position = (long)start.Position;
        while (position < file.Size)
        {
            if (IsStopped())
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

    private async Task ReadAsync(FileFrames frames)
    {
        try
        {
            while (await frames.NextAsync() is { } frame)
            {
                if (!_answers.Writer.TryWrite(frame))
                {
                    throw new IOException("The other side sends more than there is to say");
                }
            }

            _answers.Writer.TryComplete();
        }
        catch (Exception e)
        {
            _answers.Writer.TryComplete(e);
            throw;
        }
        finally
        {
            _closed.TrySetResult();
        }
    }

    private async Task<FileTransferFrame> NextAnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _answers.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(timeout, time, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new TransferException("The other side has closed the connection", e.InnerException);
        }
        catch (TimeoutException e)
        {
            throw new TransferException($"The other side has not answered for {timeout}", e);
        }
    }

    private bool IsStopped()
    {
        while (_answers.Reader.TryRead(out var answer))
        {
            if (answer is FileStopFrame)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Ends our side, for which LICQ waits, and waits for the end of the other. Until then it may not have read everything.
    /// </summary>
    private async Task EndAsync(Task reading, CancellationToken cancellationToken)
    {
        try
        {
            connection.EndWriting();
            await reading.WaitAsync(timeout, time, cancellationToken);
        }
        catch (IOException e)
        {
            throw new TransferException($"The other side has not taken everything: {e.Message}", e);
        }
        catch (TimeoutException e)
        {
            throw new TransferException($"The other side has not closed the connection for {timeout} after the last byte", e);
        }
    }

    private async Task SendAsync(FileTransferFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(frame, cancellationToken);
        }
        catch (IOException e)
        {
            // Whoever stops a transfer says so and closes; the writer may see the second before the reader has seen the first.
            await Task.WhenAny(_closed.Task.WaitAsync(ReasonTimeout, time, cancellationToken));
            throw new TransferException(IsStopped() ? StoppedByOther : $"The connection broke: {e.Message}", e);
        }
    }
}

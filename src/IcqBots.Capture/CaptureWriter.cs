using System.Buffers.Binary;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace IcqBots.Capture;

/// <summary>
/// Writes packets to a pcapng file, each as soon as it is there. Nobody waits for the file: what it cannot take in time is left out, and
/// after an error nothing is written any more; either is logged once.
/// </summary>
public sealed partial class CaptureWriter : IAsyncDisposable
{
    /// <summary>Packets that may wait for the file.</summary>
    private const int MaxWaiting = 4096;

    private readonly Channel<byte[]> _blocks = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Stream _file;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _writing;
    private readonly Lock _lock = new();
    private volatile bool _hasEnded;
    private bool _isTooSlow;

    /// <summary>Begins to write to a file that is empty; closes it in the end.</summary>
    public CaptureWriter(Stream file, TimeProvider time, ILogger<CaptureWriter> log)
    {
        _file = file;
        _time = time;
        _log = log;
        _blocks.Writer.TryWrite(PcapngBlocks.Header());
        _writing = WriteAsync();
    }

    /// <summary>
    /// Opens a file for a capture, readable for its owner only: a capture holds what people wrote. A former capture of that name is
    /// overwritten.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written, or is something else than a capture.</exception>
    public static Stream Create(string path)
    {
        var options = OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        options.BufferSize = 0;
        try
        {
            var file = new FileStream(path, options);
            if (file.CanSeek && file.Length > 0)
            {
                Clear(file);
            }

            return file;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>The file is complete after this.</summary>
    public async ValueTask DisposeAsync()
    {
        _hasEnded = true;
        _blocks.Writer.TryComplete();
        await _writing;
    }

    /// <summary>Puts a packet into the file, with the time of now.</summary>
    internal void Write(ReadOnlySpan<byte> packet)
    {
        // The packets of a file are in the order of their times.
        lock (_lock)
        {
            if (_hasEnded || _blocks.Writer.TryWrite(PcapngBlocks.Packet(_time.GetUtcNow(), packet)))
            {
                return;
            }
        }

        if (!Interlocked.Exchange(ref _isTooSlow, true))
        {
            LogTooSlow(_log);
        }
    }

    private static void Clear(FileStream file)
    {
        Span<byte> magic = stackalloc byte[4];
        if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(magic) != PcapngReader.SectionHeader)
        {
            file.Dispose();
            throw new IOException($"{file.Name} exists and is no capture; give the name of another file");
        }

        OwnerOnly.Restrict(file);
        file.Position = 0;
        file.SetLength(0);
    }

    private async Task WriteAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using (_file)
            {
                await foreach (var block in _blocks.Reader.ReadAllAsync())
                {
                    await _file.WriteAsync(block);
                    await _file.FlushAsync();
                }
            }
        }
        catch (Exception e)
        {
            // Whatever it is (a full disk, a limit, a share that has gone): the bots go on.
            _hasEnded = true;
            LogEnded(_log, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "The capture has ended: it cannot be written any more")]
    private static partial void LogEnded(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Warning, "The capture lacks packets: its file takes them too slowly")]
    private static partial void LogTooSlow(ILogger log);
}

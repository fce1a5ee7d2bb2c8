using IcqBots.Client;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Fuzz;

/// <summary>What the client does with requests for chats and files: it accepts a few at a time, and refuses the others.</summary>
internal sealed partial class AcceptedRequests(FuzzLog log) : IDisposable
{
    private const int MaxOpen = 8;
    private const int MaxFiles = 32;
    private const long MaxBytes = 100_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-fuzz-");
    private int _open;

    /// <summary>Does all that there is to do; a fault is in the log.</summary>
    public async Task TakeAsync(IncomingRequest request)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > MaxOpen)
            {
                await request.RefuseAsync("Too many");
            }
            else if (request is IncomingFiles files)
            {
                await files.AcceptAsync(_folder.FullName, MaxBytes);
            }
            else if (request is IncomingChat chat)
            {
                await ChatAsync(chat);
            }
        }
        catch (Exception e) when (e is TransferException or IOException)
        {
            // That is how most of them end.
        }
        catch (Exception e)
        {
            LogFailed(log, e);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            DeleteFiles();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task ChatAsync(IncomingChat request)
    {
        await using var chat = await request.AcceptAsync("Bot");
        await chat.SendLineAsync("hello");
        await foreach (var _ in chat.ReadLinesAsync())
        {
        }
    }

    private void DeleteFiles()
    {
        if (_folder.GetFiles() is { Length: > MaxFiles } files)
        {
            Array.ForEach(files, file => file.Delete());
        }
    }

    [LoggerMessage(LogLevel.Error, "A request failed otherwise than requests may")]
    private static partial void LogFailed(ILogger log, Exception exception);
}

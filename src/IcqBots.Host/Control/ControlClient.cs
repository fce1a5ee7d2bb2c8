using System.IO.Pipes;

namespace IcqBots.Host.Control;

/// <summary>Another program's side of a conversation with the running host.</summary>
public sealed class ControlClient : IAsyncDisposable
{
    /// <summary>A host that runs answers at once; only one that begins to listen just now needs a moment.</summary>
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromMilliseconds(250);

    private readonly ControlStream _stream;

    private ControlClient(Stream pipe) => _stream = new ControlStream(pipe);

    /// <summary>Reaches the host that runs with this data folder.</summary>
    /// <exception cref="IOException">There is none, or it is another user's.</exception>
    public static async Task<ControlClient> ConnectAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(
            ".", ControlStream.PipeNameOf(dataFolder), PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            await pipe.ConnectAsync(_connectTimeout, cancellationToken);
            return new ControlClient(pipe);
        }
        catch (Exception e)
        {
            await pipe.DisposeAsync();
            throw e switch
            {
                TimeoutException => new IOException($"no host runs with the data folder {dataFolder}; start one with icqbots", e),
                UnauthorizedAccessException => new IOException($"the host with the data folder {dataFolder} runs as another user", e),
                _ => e,
            };
        }
    }

    /// <summary>Reaches the host that runs with this data folder; null where there is none.</summary>
    /// <exception cref="IOException">It is another user's.</exception>
    public static async Task<ControlClient?> TryConnectAsync(string dataFolder, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(dataFolder, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Asks for something; the first thing that is said.</summary>
    /// <exception cref="IOException">The host has gone.</exception>
    public Task AskAsync(ControlRequest request, CancellationToken cancellationToken) => _stream.WriteAsync(request, cancellationToken);

    /// <summary>Says the line that the host waits for, or with null that there are no more.</summary>
    /// <exception cref="IOException">The host has gone, or the line is longer than it takes.</exception>
    public Task SayAsync(string? line, CancellationToken cancellationToken) => _stream.WriteAsync(new ControlInput(line), cancellationToken);

    /// <summary>Hears what the host says until it waits for a line or ends.</summary>
    /// <param name="show">Gets each line, and whether it belongs on standard error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="onProgress">Is told now and then how far it is.</param>
    /// <exception cref="IOException">The host has gone.</exception>
    public async Task<ControlTurn> ListenAsync(
        Action<string, bool> show, CancellationToken cancellationToken, Action<ControlProgress>? onProgress = null)
    {
        while (await _stream.ReadAsync<ControlReply>(cancellationToken) is { } reply)
        {
            if (reply.Line is { } line)
            {
                show(line, reply.IsError);
            }
            else if (reply.Progress is { } progress)
            {
                onProgress?.Invoke(progress);
            }
            else
            {
                return new ControlTurn(reply.Prompt, reply.ExitCode);
            }
        }

        throw new IOException("the host has gone");
    }

    /// <summary>Ends the conversation; what the host does for it is cancelled.</summary>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

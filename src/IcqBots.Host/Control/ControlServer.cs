using System.ComponentModel;
using System.IO.Pipes;
using IcqBots.Host.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Control;

/// <summary>
/// Listens for programs of the same user that want something of the running host. Each conversation goes by itself: one that hangs
/// disturbs nobody.
/// </summary>
public sealed partial class ControlServer(BotsFile file, IEnumerable<IControlCommand> commands, TimeProvider time, ILogger<ControlServer> log)
    : IHostedService, IAsyncDisposable
{
    private const int MaxClients = 32;

    private static readonly TimeSpan _requestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IControlCommand> _commands = commands.ToDictionary(command => command.Name);
    private readonly SemaphoreSlim _places = new(MaxClients);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _name = ControlStream.PipeNameOf(file.DataFolder);
    private Task _listening = Task.CompletedTask;

    /// <summary>Begins to listen. Where the pipe cannot be made, the bots run all the same.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _listening = ListenAsync(Open());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            LogDeaf(log, e.Message);
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends all conversations. One that hangs, as the line of a script may, keeps nobody waiting.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _listening.WaitAsync(StopTimes.Others, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Like <see cref="StopAsync"/>, for a host whose start failed.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private NamedPipeServerStream Open() => new(
        _name,
        PipeDirection.InOut,
        NamedPipeServerStream.MaxAllowedServerInstances,
        PipeTransmissionMode.Byte,
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);

    private async Task ListenAsync(NamedPipeServerStream pipe)
    {
        var talks = new HashSet<Task>();
        try
        {
            while (true)
            {
                await _places.WaitAsync(_stopping.Token);
                var isOurs = await IsOfThisUserAsync(pipe);
                var connected = pipe;
                // The next one is there before this one can end: on Unix the last one takes the socket with it.
                pipe = Open();
                talks.RemoveWhere(talk => talk.IsCompleted);
                talks.Add(isOurs ? TalkAsync(connected) : RefuseAsync(connected));
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogDeaf(log, e.Message);
        }

        await pipe.DisposeAsync();
        await Task.WhenAll(talks);
    }

    /// <summary>Waits for a program; false when it is another user's, such as root's, whom no mode of the socket keeps out.</summary>
    private async Task<bool> IsOfThisUserAsync(NamedPipeServerStream pipe)
    {
        try
        {
            await pipe.WaitForConnectionAsync(_stopping.Token);
            return true;
        }
        catch (UnauthorizedAccessException e)
        {
            LogBroken(log, e.Message);
            return false;
        }
    }

    private async Task RefuseAsync(NamedPipeServerStream pipe)
    {
        await pipe.DisposeAsync();
        _places.Release();
    }

    private async Task TalkAsync(Stream pipe)
    {
        await using var stream = new ControlStream(pipe);
        try
        {
            using var timeout = new CancellationTokenSource(_requestTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            if (await stream.ReadAsync<ControlRequest>(either.Token) is { } request)
            {
                await AnswerAsync(request, stream);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogBroken(log, e.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task AnswerAsync(ControlRequest request, ControlStream stream)
    {
        LogRequest(log, request);
        var talk = new ControlTalk(stream, time);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var hearing = HearAsync();
        await talk.EndAsync(await RunAsync(request, talk, gone.Token));

        // The other end closes when it has read everything; on Windows it could not read it after we close.
        await hearing.WaitAsync(_closeTimeout, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await gone.CancelAsync();
        await hearing;

        async Task HearAsync()
        {
            await talk.HearAllAsync(gone.Token);
            await gone.CancelAsync();
        }
    }

    private async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        if (!_commands.TryGetValue(request.Command, out var command))
        {
            await talk.SayAsync($"this host knows no command \"{request.Command}\"; is it of another version?", isError: true);
            return ControlExit.Failure;
        }

        try
        {
            return await command.RunAsync(request, talk, cancellationToken);
        }
        catch (Exception e) when (e is not IOException and not OperationCanceledException)
        {
            LogFailed(log, e, request.Command);
            await talk.SayAsync($"{e.GetType().Name}: {e.Message}", isError: true);
            return ControlExit.Failure;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Asked for {Request}")]
    private static partial void LogRequest(ILogger log, ControlRequest request);

    [LoggerMessage(LogLevel.Debug, "A conversation with another program broke off: {Reason}")]
    private static partial void LogBroken(ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "The command {Command} failed")]
    private static partial void LogFailed(ILogger log, Exception exception, string command);

    [LoggerMessage(LogLevel.Error, "icqbots reload, repl, journal, broadcast, backup and restore cannot reach this host: {Reason}")]
    private static partial void LogDeaf(ILogger log, string reason);
}

using System.Net;
using System.Text;
using IcqBots.Protocol.BetweenPeers;
using Microsoft.Extensions.Logging;

namespace IcqBots.Transport;

/// <summary>What a listener allows to strangers.</summary>
public sealed record PeerLimits
{
    /// <summary>How long a connection may take until CHANNEL_INIT is there.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Open connections at a time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 256;
}

/// <summary>Accepts connections of peers, reads their CHANNEL_INIT, and hands them over for as long as they last.</summary>
public sealed partial class PeerListener : IAsyncDisposable
{
    private readonly IStreamListener _listener;
    private readonly Encoding _encoding;
    private readonly PeerLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<PeerConnection, ChannelInitFrame, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;

    /// <summary>Begins to accept. <paramref name="serve"/> reads the connection to its end; the listener closes it then.</summary>
    public PeerListener(
        IStreamListener listener,
        Encoding encoding,
        PeerLimits limits,
        TimeProvider time,
        ILogger log,
        Func<PeerConnection, ChannelInitFrame, CancellationToken, Task> serve)
    {
        _listener = listener;
        _encoding = encoding;
        _limits = limits;
        _time = time;
        _log = log;
        _serve = serve;
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>Where peers can connect to.</summary>
    public IPEndPoint LocalEndPoint => _listener.LocalEndPoint;

    /// <summary>Closes the listener and all connections that came through it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        await _accepting;
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var accepted = await _listener.AcceptAsync(cancellationToken);
                _connections.RemoveWhere(connection => connection.IsCompleted);
                if (_connections.Count >= _limits.MaxConnections)
                {
                    LogTooMany(_log, accepted.Remote, _limits.MaxConnections);
                    await accepted.Stream.DisposeAsync();
                    continue;
                }

                _connections.Add(ServeAsync(accepted, cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_connections);
        }
    }

    private async Task ServeAsync(AcceptedConnection accepted, CancellationToken cancellationToken)
    {
        await using var connection = new PeerConnection(accepted.Stream, accepted.Remote, _encoding);
        try
        {
            if (await ReadInitAsync(connection, cancellationToken) is { } init)
            {
                await _serve(connection, init, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogEnded(_log, accepted.Remote, e.Message);
        }
    }

    private async Task<ChannelInitFrame?> ReadInitAsync(PeerConnection connection, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_limits.InitTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await connection.ReadFirstAsync(either.Token) as ChannelInitFrame;
    }

    [LoggerMessage(LogLevel.Debug, "The connection of {Peer} ended: {Reason}")]
    private static partial void LogEnded(ILogger log, IPEndPoint peer, string reason);

    [LoggerMessage(LogLevel.Warning, "A connection of {Peer} was refused: {Count} peers are connected already")]
    private static partial void LogTooMany(ILogger log, IPEndPoint peer, int count);
}

using System.Net;
using System.Text;
using IcqBots.Protocol.BetweenPeers;
using Microsoft.Extensions.Logging;

namespace IcqBots.Transport;

/// <summary>Accepts connections of peers, reads their CHANNEL_INIT, and hands them over for as long as they last.</summary>
public sealed partial class PeerListener : IAsyncDisposable
{
    /// <summary>A connection on which a frame has come within this time is in use.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private readonly IStreamListener _listener;
    private readonly Encoding _encoding;
    private readonly PeerLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<PeerConnection, ChannelInitFrame, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Guest> _guests = [];
    private readonly Task _accepting;
    private long _nextWarning = long.MinValue;

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

    /// <summary>Takes no more connections; those that are open stay.</summary>
    public ValueTask StopAcceptingAsync() => _listener.DisposeAsync();

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
                _guests.RemoveAll(guest => guest.Serving.IsCompleted);
                if (!await TryMakeRoomAsync(accepted.Remote.Address))
                {
                    WarnOfRefusal(accepted.Remote);
                    await accepted.Stream.DisposeAsync();
                    continue;
                }

                var guest = new Guest(new PeerConnection(accepted.Stream, accepted.Remote, _encoding, _limits, _time));
                _guests.Add(guest);
                guest.Serving = ServeAsync(guest, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_guests.Select(guest => guest.Serving));
        }
    }

    /// <summary>Where there are too many connections, closes the one that matters least. False: all of them are in use.</summary>
    private async ValueTask<bool> TryMakeRoomAsync(IPAddress address)
    {
        var open = _guests.Where(guest => !guest.IsClosed).ToList();
        var ofAddress = open.Where(guest => guest.Connection.Remote.Address.Equals(address)).ToList();
        var crowd = ofAddress.Count >= _limits.MaxConnectionsPerAddress && !IPAddress.IsLoopback(address) ? ofAddress
            : open.Count >= _limits.MaxConnections ? open
            : null;
        if (crowd is null)
        {
            return true;
        }

        // Those who say nothing close each other's connections before anybody else's.
        var least = crowd.MinBy(guest => (guest.IsIntroduced, guest.Connection.LastHeard));
        if (least is null || (least.IsIntroduced && _time.GetElapsedTime(least.Connection.LastHeard) < InUse))
        {
            return false;
        }

        LogReplaced(_log, least.Connection.Remote);
        least.IsClosed = true;
        await least.Connection.DisposeAsync();
        return true;
    }

    private async Task ServeAsync(Guest guest, CancellationToken cancellationToken)
    {
        await using var connection = guest.Connection;
        try
        {
            if (await ReadInitAsync(connection, cancellationToken) is { } init)
            {
                guest.IsIntroduced = true;
                await _serve(connection, init, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogEnded(_log, connection.Remote, e.Message);
        }
        catch (Exception e)
        {
            // Whatever it was, it ends this connection only.
            LogFailed(_log, connection.Remote, e);
        }
    }

    private async Task<ChannelInitFrame?> ReadInitAsync(PeerConnection connection, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_limits.InitTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await connection.ReadFirstAsync(either.Token) as ChannelInitFrame;
    }

    /// <summary>A flood of connections is no flood in the log.</summary>
    private void WarnOfRefusal(IPEndPoint peer)
    {
        if (_time.GetTimestamp() >= _nextWarning)
        {
            _nextWarning = _time.TimestampIn(WarningInterval);
            LogTooMany(_log, peer, _limits.MaxConnections, _limits.MaxConnectionsPerAddress);
        }
    }

    /// <summary>A peer that has connected.</summary>
    private sealed class Guest(PeerConnection connection)
    {
        public PeerConnection Connection => connection;

        public Task Serving { get; set; } = Task.CompletedTask;

        /// <summary>True once its CHANNEL_INIT was there.</summary>
        public bool IsIntroduced { get; set; }

        /// <summary>True when another one has taken its place.</summary>
        public bool IsClosed { get; set; }
    }

    [LoggerMessage(LogLevel.Debug, "The connection of {Peer} ended: {Reason}")]
    private static partial void LogEnded(ILogger log, IPEndPoint peer, string reason);

    [LoggerMessage(LogLevel.Error, "The connection of {Peer} ended with a fault of this program")]
    private static partial void LogFailed(ILogger log, IPEndPoint peer, Exception exception);

    [LoggerMessage(LogLevel.Debug, "The connection of {Peer} is closed to make room for another")]
    private static partial void LogReplaced(ILogger log, IPEndPoint peer);

    [LoggerMessage(LogLevel.Warning, "A connection of {Peer} was refused: all {Count} ({CountPerAddress} from one address) are in use")]
    private static partial void LogTooMany(ILogger log, IPEndPoint peer, int count, int countPerAddress);
}

using System.Net;
using System.Text;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>
/// Connections for chats and files: each listens on a port of its own for one peer, or connects to such a port. All of them end with
/// <paramref name="stopping"/>.
/// </summary>
internal sealed class TransferListeners(
    IcqClientOptions options, INetwork network, IPAddress address, TimeProvider time, ILogger log, CancellationToken stopping)
{
    private const int MaxConnections = 8;

    /// <summary>Files come as fast as the line is; only silence ends it.</summary>
    public PeerLimits OfReceivedFiles { get; } = options.PeerLimits with
    {
        FramesPerSecond = int.MaxValue,
        BytesPerSecond = int.MaxValue,
        IdleTimeout = options.TransferTimeout,
        FrameTimeout = options.TransferTimeout,
        MaxConnections = MaxConnections,
    };

    /// <summary>Who gets files is silent for as long as they come.</summary>
    public PeerLimits OfSentFiles { get; } = options.PeerLimits with { IdleTimeout = System.Threading.Timeout.InfiniteTimeSpan };

    public PeerLimits OfChats { get; } = options.PeerLimits with
    {
        IdleTimeout = options.PeerLimits.ChatIdleTimeout,
        MaxConnections = MaxConnections,
    };

    /// <summary>What peers have asked for.</summary>
    public OpenRequests Requests { get; } = new(options.PeerLimits);

    /// <summary>How long a peer may take to connect, and to begin as clients do.</summary>
    public TimeSpan Timeout { get; } = options.TransferTimeout;

    public IPAddress Address => address;

    public Encoding Encoding => options.Text.Encoding;

    public Uin Uin => options.Uin;

    public TimeProvider Time => time;

    public CancellationToken Stopping => stopping;

    /// <summary>A short text as it is sent.</summary>
    public string ToWire(string text) => options.Text.Split(options.Text.ToWire(text, out _))[0];

    /// <summary>
    /// Listens, calls <paramref name="onListening"/> with the port, and does the work on the first connection that comes from the peer's
    /// address and in the peer's name. Others are closed.
    /// </summary>
    /// <param name="peer">Who is expected.</param>
    /// <param name="withdrawn">Ends when the peer will not connect any more.</param>
    /// <param name="limits">What the peer may do.</param>
    /// <param name="onListening">Tells the peer the port.</param>
    /// <param name="work">What to do; the connection is closed afterwards.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransferException">The peer does not connect.</exception>
    /// <exception cref="IOException">No port is free, or the connection broke.</exception>
    public async Task<T> ServeAsync<T>(
        Peer peer,
        Task withdrawn,
        PeerLimits limits,
        Func<ushort, Task> onListening,
        Func<PeerConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var connected = new TaskCompletionSource<PeerConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await using var listener = new PeerListener(
            network.Listen(new IPEndPoint(address, 0)),
            Encoding,
            limits,
            time,
            log,
            async (connection, init, _) =>
            {
                if (init.Uin == peer.Uin && connection.Remote.Address.Equals(peer.Connection.Remote.Address) && connected.TrySetResult(connection))
                {
                    await done.Task;
                }
            });
        try
        {
            await onListening((ushort)listener.LocalEndPoint.Port);
            await Task.WhenAny(connected.Task, withdrawn).WaitAsync(Timeout, time, either.Token);
            if (!connected.Task.IsCompletedSuccessfully)
            {
                throw new TransferException($"{peer.Uin} has withdrawn the request");
            }

            await listener.StopAcceptingAsync();
            return await work(await connected.Task, either.Token);
        }
        catch (TimeoutException e)
        {
            throw new TransferException($"{peer.Uin} has not connected", e);
        }
        finally
        {
            done.TrySetResult();
        }
    }

    /// <summary>Connects to the port that a peer has told, and says who we are.</summary>
    /// <exception cref="DeliveryException">Nobody listens there.</exception>
    public async Task<PeerConnection> ConnectAsync(
        IPEndPoint endPoint, ChannelInitFrame init, PeerLimits limits, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.PeerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, stopping);
        try
        {
            return await PeerConnection.ConnectAsync(network, endPoint, init, Encoding, limits, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"{endPoint} does not answer");
        }
        catch (IOException e)
        {
            throw new DeliveryException($"{endPoint} cannot be reached: {e.Message}");
        }
    }
}

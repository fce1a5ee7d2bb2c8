using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>An open connection and the messages that wait for an acknowledgement on it.</summary>
/// <param name="uin">Whose connection it is, or who the other program says it is.</param>
/// <param name="listeningPort">The port on which the other program listens, or says that it does.</param>
/// <param name="connection">The connection.</param>
/// <param name="contactOf">What the server has told of a UIN; null: it is no contact, and the server tells nothing.</param>
internal sealed class Peer(Uin uin, uint listeningPort, PeerConnection connection, Func<Uin, ContactPresence?> contactOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, TaskCompletionSource<ChannelAckFrame>> _waiting = [];
    private uint _sequence = uint.MaxValue;
    private bool _closed;

    public Uin Uin => uin;

    public uint ListeningPort => listeningPort;

    public PeerConnection Connection => connection;

    /// <summary>
    /// True when the other end is where the server says that the UIN is, now. A mere CHANNEL_INIT can claim any UIN. Programs behind one address
    /// cannot be told apart.
    /// </summary>
    public bool IsVerified => contactOf(uin)?.Address is { } address && address.Equals(connection.Remote.Address);

    /// <summary>
    /// True when the server has told nothing of the UIN's whereabouts because it is no contact. Of a contact it would have, so a
    /// connection from elsewhere is most likely somebody else's.
    /// </summary>
    public bool IsOfStranger => contactOf(uin) is null;

    /// <summary>
    /// True when the latest message that came in the name of the UIN came on this connection: then answers go back on it, even if nobody
    /// knows whether the UIN is really there.
    /// </summary>
    public bool CarriesAnswers { get; set; }

    /// <summary>Messages that were answered with "returned", and when (a timestamp): their sender may yet insist on them.</summary>
    public List<(MessageType Type, string Text, long At)> Returned { get; } = [];

    /// <summary>Counts down from FFFFFFFE, as the original client does.</summary>
    public uint NextSequence() => Interlocked.Decrement(ref _sequence);

    public async Task<ChannelAckFrame> ExchangeAsync(ChannelMessageFrame message, CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource<ChannelAckFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed)
            {
                throw new IOException("The connection is closed");
            }

            _waiting[message.Sequence] = answered;
        }

        try
        {
            await connection.SendAsync(message, cancellationToken);
            return await answered.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _waiting.Remove(message.Sequence);
            }
        }
    }

    public void OnAck(ChannelAckFrame ack)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(ack.Sequence, out var answered))
            {
                answered.TrySetResult(ack);
            }
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var answered in _waiting.Values)
            {
                answered.TrySetException(new IOException("The connection was closed before the acknowledgement"));

                // Whoever waited may have given up a moment ago; then nobody else looks at it.
                _ = answered.Task.Exception;
            }
        }
    }
}

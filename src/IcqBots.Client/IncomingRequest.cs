using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>Sends the answer to a request; the fields about the sender are filled in.</summary>
internal delegate Task SendAnswer(ChannelAckFrame answer, CancellationToken cancellationToken);

/// <summary>A chat or file request of a peer, which waits for an answer. It is answered once.</summary>
public abstract class IncomingRequest
{
    private readonly ChannelMessageFrame _message;
    private readonly SendAnswer _answer;
    private readonly TaskCompletionSource _withdrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;

    private protected IncomingRequest(Peer peer, ChannelMessageFrame message, TransferListeners listeners, SendAnswer answer)
    {
        Peer = peer;
        Listeners = listeners;
        _message = message;
        _answer = answer;
    }

    /// <summary>Who asks; a peer can claim any UIN.</summary>
    public Uin From => Peer.Uin;

    /// <summary>True when it came from where the server says that the UIN is.</summary>
    public bool IsVerified => Peer.IsVerified;

    /// <summary>What the peer says about it, with LF line ends.</summary>
    public string Text => WireText.FromWire(_message.Text);

    /// <summary>Ends when the peer withdraws the request, or goes before it is answered.</summary>
    public Task Withdrawn => _withdrawn.Task;

    internal uint Sequence => _message.Sequence;

    internal bool IsAnswered => Volatile.Read(ref _answered) == 1;

    internal Peer Peer { get; }

    private protected TransferListeners Listeners { get; }

    private protected ChannelExtra? Extra => _message.Extra;

    /// <summary>Refuses. Does nothing when the request has been answered or withdrawn, or the peer has gone.</summary>
    public async Task RefuseAsync(string reason, CancellationToken cancellationToken = default)
    {
        if (Withdrawn.IsCompleted || Interlocked.Exchange(ref _answered, 1) == 1)
        {
            return;
        }

        try
        {
            await _answer(Refusal(reason), cancellationToken);
        }
        catch (IOException)
        {
            // Who has gone needs no answer.
        }
        catch (OperationCanceledException)
        {
            OnAnswerFailed();
            throw;
        }

        Listeners.Requests.Remove(this);
    }

    internal void Withdraw()
    {
        _withdrawn.TrySetResult();
        if (!IsAnswered)
        {
            Listeners.Requests.Remove(this);
        }
    }

    internal ChannelAckFrame Refusal(string reason) => Answer(0) with { Status = ChannelStatus.Refused, Text = Listeners.ToWire(reason) };

    /// <summary>
    /// Accepts: answers that the peer may connect to a port, and does the work on its connection. Where the answer cannot be sent, the
    /// request can still be answered.
    /// </summary>
    /// <exception cref="InvalidOperationException">The request has been answered already.</exception>
    /// <exception cref="TransferException">The peer has withdrawn it, or does not connect.</exception>
    /// <exception cref="IOException">No port is free, or the connection broke.</exception>
    private protected async Task<T> ServeAsync<T>(
        PeerLimits limits, Func<PeerConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Withdrawn.IsCompleted)
        {
            throw new TransferException("The request was withdrawn");
        }

        if (Interlocked.Exchange(ref _answered, 1) == 1)
        {
            throw new InvalidOperationException("The request has been answered already");
        }

        var isTold = false;
        try
        {
            return await Listeners.ServeAsync(Peer, Withdrawn, limits, TellAsync, work, cancellationToken);
        }
        finally
        {
            if (isTold)
            {
                Listeners.Requests.Remove(this);
            }
            else
            {
                OnAnswerFailed();
            }
        }

        async Task TellAsync(ushort port)
        {
            await _answer(Answer(port), cancellationToken);
            isTold = true;
        }
    }

    private void OnAnswerFailed()
    {
        Interlocked.Exchange(ref _answered, 0);
        if (Withdrawn.IsCompleted)
        {
            Listeners.Requests.Remove(this);
        }
    }

    private ChannelAckFrame Answer(ushort port) => new()
    {
        Type = _message.Type,
        Sequence = _message.Sequence,
        Extra = _message.Type.Kind == MessageType.ChatRequest
            ? new ChatExtra { Port = port, ReversedPort = port }
            : new FileExtra { Port = port, ReversedPort = port },
    };
}

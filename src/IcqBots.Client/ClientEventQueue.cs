using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using IcqBots.Protocol;

namespace IcqBots.Client;

/// <summary>
/// What happened and was not read yet, with a bounded number of events, and of messages of each sender. What finds no room is not
/// acknowledged, so that it comes again; changes of presence are merged until there is room.
/// </summary>
internal sealed class ClientEventQueue(int maxWaiting, int maxWaitingOfSender) : ChannelReader<ClientEvent>
{
    private readonly Lock _lock = new();
    private readonly Channel<ClientEvent> _events = Channel.CreateUnbounded<ClientEvent>();
    private readonly Dictionary<(Uin From, bool IsPeer), int> _waitingOfSender = [];
    private readonly OrderedDictionary<Uin, ContactChanged> _merged = [];
    private TaskCompletionSource? _room;
    private int _waiting;
    private int _reserved;
    private bool _isStopped;

    /// <inheritdoc/>
    public override Task Completion => _events.Reader.Completion;

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _events.Reader.WaitToReadAsync(cancellationToken);

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out ClientEvent item)
    {
        if (!_events.Reader.TryRead(out item))
        {
            return false;
        }

        lock (_lock)
        {
            Leave();
        }

        return true;
    }

    /// <summary>A message has been dealt with; its sender's next one may come.</summary>
    public void Handled(MessageReceived message)
    {
        lock (_lock)
        {
            Forget(message);
            TellRoom();
        }
    }

    /// <summary>Takes nothing more; the reader comes to an end behind what was taken before, also the messages that have a place.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            EndIfComplete();
            TellRoom();
        }
    }

    /// <summary>Puts an event that is no message into the queue; false when it is full.</summary>
    public bool TryAdd(ClientEvent clientEvent)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                // At the end nobody wants to know of presence any more.
                return clientEvent is ContactChanged;
            }

            var isFull = _waiting >= maxWaiting;
            if (clientEvent is ContactChanged change && (isFull || _merged.ContainsKey(change.Uin)))
            {
                Merge(change);
                return true;
            }

            if (isFull)
            {
                return false;
            }

            _waiting++;
            return _events.Writer.TryWrite(clientEvent);
        }
    }

    /// <summary>
    /// Keeps a place for a message; false when the queue is full, or has too many of its sender. <see cref="Add"/> or <see cref="GiveUp"/>
    /// follows.
    /// </summary>
    public bool TryReserve(MessageReceived message)
    {
        lock (_lock)
        {
            if (_isStopped || _waiting >= maxWaiting
                || (IsCounted(message) && _waitingOfSender.GetValueOrDefault(KeyOf(message)) >= maxWaitingOfSender))
            {
                return false;
            }

            _waiting++;
            _reserved++;
            if (IsCounted(message))
            {
                _waitingOfSender[KeyOf(message)] = _waitingOfSender.GetValueOrDefault(KeyOf(message)) + 1;
            }

            return true;
        }
    }

    /// <summary>Puts a message into its place.</summary>
    public void Add(MessageReceived message)
    {
        lock (_lock)
        {
            _events.Writer.TryWrite(message);
            _reserved--;
            EndIfComplete();
        }
    }

    /// <summary>Gives up the place of a message.</summary>
    public void GiveUp(MessageReceived message)
    {
        lock (_lock)
        {
            Forget(message);
            Leave();
            _reserved--;
            EndIfComplete();
        }
    }

    /// <summary>Waits until <see cref="TryReserve"/>, or <see cref="TryAdd"/> of an event that is no message, has room.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the queue was stopped.</exception>
    public async ValueTask WaitAsync(ClientEvent clientEvent, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_isStopped)
                {
                    throw new OperationCanceledException("No more events are taken");
                }

                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            if (clientEvent is MessageReceived message ? TryReserve(message) : TryAdd(clientEvent))
            {
                return;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    private static (Uin From, bool IsPeer) KeyOf(MessageReceived message) => (message.From, message.Path == MessagePath.Peer);

    /// <summary>Stored messages come as many as there are, and only once.</summary>
    private static bool IsCounted(MessageReceived message) => message.Path != MessagePath.Stored;

    private void Forget(MessageReceived message)
    {
        if (IsCounted(message) && --_waitingOfSender[KeyOf(message)] == 0)
        {
            _waitingOfSender.Remove(KeyOf(message));
        }
    }

    private void EndIfComplete()
    {
        if (_isStopped && _reserved == 0)
        {
            _events.Writer.TryComplete();
        }
    }

    private void Leave()
    {
        _waiting--;
        if (_merged.Count > 0 && _waiting < maxWaiting && !_isStopped)
        {
            var change = _merged.GetAt(0).Value;
            _merged.RemoveAt(0);
            _waiting++;
            _events.Writer.TryWrite(change);
        }

        TellRoom();
    }

    private void Merge(ContactChanged change)
    {
        var merged = change with { Before = _merged.GetValueOrDefault(change.Uin, change).Before };
        if (merged.Before == merged.Now)
        {
            _merged.Remove(change.Uin);
        }
        else
        {
            _merged[change.Uin] = merged;
        }
    }

    private void TellRoom()
    {
        _room?.SetResult();
        _room = null;
    }
}

using System.Threading.Channels;
using IcqBots.Protocol;

namespace IcqBots.Client;

/// <summary>
/// What happened and was not read yet, with a bounded number of events, and of messages of each sender. What finds no room is not
/// acknowledged, so that it comes again.
/// </summary>
internal sealed class ClientEventQueue(int maxWaiting, int maxWaitingOfSender)
{
    private readonly Channel<ClientEvent> _events =
        Channel.CreateBounded<ClientEvent>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });

    private readonly Dictionary<(Uin From, bool IsPeer), int> _waitingOfSender = [];
    private TaskCompletionSource? _handled;
    private volatile bool _stopped;

    public ChannelReader<ClientEvent> Reader => _events.Reader;

    /// <summary>A message has been dealt with; its sender's next one may come.</summary>
    public void Handled(MessageReceived message)
    {
        lock (_waitingOfSender)
        {
            if (message.Path != MessagePath.Stored && --_waitingOfSender[KeyOf(message)] == 0)
            {
                _waitingOfSender.Remove(KeyOf(message));
            }

            _handled?.SetResult();
            _handled = null;
        }
    }

    /// <summary>Takes nothing more; the reader comes to an end behind what was taken before.</summary>
    public void Stop()
    {
        _stopped = true;
        _events.Writer.TryComplete();
    }

    /// <summary>Puts an event into the queue; false when it is full, or has too many messages of this sender.</summary>
    public bool TryTake(ClientEvent clientEvent)
    {
        if (clientEvent is not MessageReceived message)
        {
            // At the end nobody wants to know of presence any more.
            return _events.Writer.TryWrite(clientEvent) || (_stopped && clientEvent is ContactChanged);
        }

        lock (_waitingOfSender)
        {
            if (HasTooMany(message) || !_events.Writer.TryWrite(message))
            {
                return false;
            }

            if (message.Path != MessagePath.Stored)
            {
                _waitingOfSender[KeyOf(message)] = _waitingOfSender.GetValueOrDefault(KeyOf(message)) + 1;
            }
        }

        return true;
    }

    /// <summary>Puts an event into the queue; waits while it is full or has too many messages of this sender.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the queue was stopped.</exception>
    public async ValueTask TakeAsync(ClientEvent clientEvent, CancellationToken cancellationToken)
    {
        while (!TryTake(clientEvent))
        {
            Task? handled = null;
            lock (_waitingOfSender)
            {
                if (clientEvent is MessageReceived message && HasTooMany(message))
                {
                    _handled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    handled = _handled.Task;
                }
            }

            if (handled is not null)
            {
                await handled.WaitAsync(cancellationToken);
            }
            else if (!await _events.Writer.WaitToWriteAsync(cancellationToken))
            {
                throw new OperationCanceledException("No more events are taken");
            }
        }
    }

    private static (Uin From, bool IsPeer) KeyOf(MessageReceived message) => (message.From, message.Path == MessagePath.Peer);

    private bool HasTooMany(MessageReceived message) =>
        message.Path != MessagePath.Stored && _waitingOfSender.GetValueOrDefault(KeyOf(message)) >= maxWaitingOfSender;
}

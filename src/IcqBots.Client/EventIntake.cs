using System.Threading.Channels;

namespace IcqBots.Client;

/// <summary>Takes what sessions and peers tell: has messages kept, where there is a journal, and queues everything for the reader.</summary>
/// <param name="options">How much may wait.</param>
/// <param name="journal">Keeps messages; null: they are not kept.</param>
/// <param name="onMessage">Called for each message that the server has passed on.</param>
internal sealed class EventIntake(IcqClientOptions options, IMessageJournal? journal, Action<MessageReceived> onMessage)
{
    private readonly ClientEventQueue _events = new(options.MaxWaitingEvents, options.MaxWaitingOfSender);

    public ChannelReader<ClientEvent> Reader => _events;

    /// <inheritdoc cref="ClientEventQueue.Handled"/>
    public void Handled(MessageReceived message) => _events.Handled(message);

    /// <inheritdoc cref="ClientEventQueue.Stop"/>
    public void Stop() => _events.Stop();

    /// <summary>Takes what the server tells; what is pending is kept when <paramref name="onKept"/> is called. Does not wait.</summary>
    public Taking Take(ClientEvent clientEvent, Action onKept)
    {
        if (clientEvent is not MessageReceived message)
        {
            return _events.TryAdd(clientEvent) ? Taking.Taken : Taking.Refused;
        }

        if (!_events.TryReserve(message))
        {
            return Taking.Refused;
        }

        onMessage(message);
        return Keep(message, onKept);
    }

    /// <inheritdoc cref="IMessageJournal.OnStoredDeleted"/>
    public void OnStoredDeleted() => journal?.OnStoredDeleted();

    /// <summary>Takes what a peer tells; ends when it is kept.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or nothing is taken any more.</exception>
    public async ValueTask TakeAsync(ClientEvent clientEvent, CancellationToken cancellationToken)
    {
        await _events.WaitAsync(clientEvent, cancellationToken);
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (clientEvent is MessageReceived message && Keep(message, kept.SetResult) == Taking.Pending)
        {
            await kept.Task;
        }
    }

    private Taking Keep(MessageReceived message, Action onKept)
    {
        if (journal is null)
        {
            _events.Add(message);
            return Taking.Taken;
        }

        journal.Keep(message, kept =>
        {
            if (kept is null)
            {
                _events.GiveUp(message);
            }
            else
            {
                _events.Add(kept);
            }

            onKept();
        });
        return Taking.Pending;
    }
}

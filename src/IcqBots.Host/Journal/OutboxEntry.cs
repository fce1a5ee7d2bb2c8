using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using IcqBots.Storage;

namespace IcqBots.Host.Journal;

/// <summary>A message, or a part of one, that waits.</summary>
internal sealed class OutboxEntry(SentRow row, bool isKept, Trace? trace = null)
{
    private readonly TaskCompletionSource<MessagePath> _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SentRow Row => row;

    /// <summary>Of what was handled when it was sent.</summary>
    public Trace? Trace => trace;

    /// <summary>Whether it is in the journal.</summary>
    public bool IsKept => isKept;

    public Task<MessagePath> Delivered => _delivered.Task;

    public void Settle(MessagePath path, Exception? failure)
    {
        if (failure is null)
        {
            _delivered.SetResult(path);
        }
        else
        {
            _delivered.SetException(failure);

            // Who does not ask need not know.
            _ = _delivered.Task.Exception;
        }
    }
}

using IcqBots.Protocol;
using IcqBots.Storage;

namespace IcqBots.Host.Journal;

/// <summary>
/// The handling of one received message: what its handlers send has numbers, so that it is not sent twice when they are run again. It flows
/// with the execution context into everything that they await and start.
/// </summary>
/// <param name="id">The message's number in the journal; 0: it is not kept.</param>
/// <param name="from">Who has sent it.</param>
/// <param name="sentBefore">The numbers of what an earlier run of the handlers has sent.</param>
/// <param name="database">The journal.</param>
/// <param name="isClosed">True when it is too late for anything to be handled: the next start of the bot does it.</param>
internal sealed class MessageRun(long id, Uin from, IReadOnlySet<int> sentBefore, BotDatabase database, Func<bool> isClosed)
{
    private static readonly AsyncLocal<MessageRun?> _current = new();

    private readonly Lock _lock = new();
    private readonly List<long> _answers = [];
    private int _sent;
    private bool _hasEnded;
    private volatile bool _isAnswered;

    /// <summary>What is being handled where the caller runs; null: nothing, or nothing any more.</summary>
    public static MessageRun? Current => _current.Value is { _hasEnded: false } run ? run : null;

    /// <summary>Who has sent the message.</summary>
    public Uin From => from;

    /// <summary>True when something was sent to the sender.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>True when the message is handled, or was left.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Makes this what is being handled in the caller's execution context.</summary>
    public void Flow() => _current.Value = this;

    /// <summary>The number of the next message that the handlers send, and whether an earlier run of them has sent it.</summary>
    /// <param name="to">Who gets it; nobody: more than one person.</param>
    public (long? Source, int Ordinal, bool IsRepeated) Next(Uin to = default)
    {
        _isAnswered |= to == from;
        var ordinal = Interlocked.Increment(ref _sent);
        return (id == 0 ? null : id, ordinal, sentBefore.Contains(ordinal));
    }

    /// <summary>The handlers have got another message, as an answer: it is handled when they have ended.</summary>
    public void Cover(long answer)
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _answers.Add(answer);
                return;
            }
        }

        MarkHandled(answer);
    }

    /// <summary>The last handler has ended: the message is handled, together with what the handler has done since it waited last.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
        }

        MarkHandled(id);
        _answers.ForEach(MarkHandled);
    }

    /// <summary>A handler was cut off by the end of the bot: the message is not handled, whatever becomes of its other handlers.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _hasEnded = true;
        }
    }

    private void MarkHandled(long message)
    {
        if (message != 0 && !isClosed())
        {
            database.Write(new MessageHandledChange(message));
        }
    }
}

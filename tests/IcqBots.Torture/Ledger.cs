using System.Collections.Concurrent;
using IcqBots.Protocol;

namespace IcqBots.Torture;

/// <summary>What the people who write know: what they have sent, what of it was acknowledged, and which answers have come.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<MessageName, SentMessage> _sent = new();
    private int _acknowledged;
    private int _answered;

    /// <summary>Every message that was sent, acknowledged or not.</summary>
    public IReadOnlyCollection<SentMessage> Sent => [.. _sent.Values];

    /// <summary>How many messages were sent.</summary>
    public int SentCount => _sent.Count;

    /// <summary>How many the server has acknowledged.</summary>
    public int AcknowledgedCount => _acknowledged;

    /// <summary>How many of those were answered.</summary>
    public int AnsweredCount => _answered;

    /// <summary>A message is about to be sent.</summary>
    public SentMessage Add(MessageName name) => _sent.GetOrAdd(name, new SentMessage(name));

    /// <summary>The server has acknowledged a message.</summary>
    public void Acknowledge(SentMessage message)
    {
        lock (message)
        {
            message.IsAcknowledged = true;
            Interlocked.Increment(ref _acknowledged);
            CountAnswer(message);
        }
    }

    /// <summary>An answer has come.</summary>
    /// <param name="name">To what.</param>
    /// <param name="answer">The answer.</param>
    public void Answer(MessageName name, Answer answer)
    {
        if (_sent.TryGetValue(name, out var message))
        {
            lock (message)
            {
                message.Answers.Add(answer);
                CountAnswer(message);
            }
        }
    }

    private void CountAnswer(SentMessage message)
    {
        if (message is { IsAcknowledged: true, IsCounted: false, Answers.Count: > 0 })
        {
            message.IsCounted = true;
            Interlocked.Increment(ref _answered);
        }
    }
}

/// <summary>Which message it is: of whom, for whom, and its number among all that the sender has sent.</summary>
internal sealed record MessageName(Uin From, Uin To, int Number);

/// <summary>An answer as it came.</summary>
/// <param name="Place">Its place among all that the receiver has got.</param>
/// <param name="Session">In which session of the receiver it came.</param>
/// <param name="IsStored">Whether it comes from what the server had stored.</param>
internal sealed record Answer(int Place, int Session, bool IsStored);

/// <summary>A message and what became of it.</summary>
internal sealed class SentMessage(MessageName name)
{
    public MessageName Name => name;

    public bool IsAcknowledged { get; set; }

    public bool IsCounted { get; set; }

    public List<Answer> Answers { get; } = [];
}

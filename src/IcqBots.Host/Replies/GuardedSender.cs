using IcqBots.Host.Configuration;

namespace IcqBots.Host.Replies;

/// <summary>What the guards know of one sender. Times are those since the guards began.</summary>
internal sealed class GuardedSender
{
    // Not the text itself: thousands of senders may each have sent a long one.
    private (int Length, int Hash)? _lastText;
    private TimeSpan _lastTextAt;
    private double _used;
    private TimeSpan _usedAt;
    private bool _answeredLast;
    private HashSet<string>? _rules;
    private DateTimeOffset _answeredAt;

    /// <summary>When the sender was last looked at.</summary>
    public TimeSpan LastSeen { get; private set; }

    /// <summary>How many silences there were in a row; 0: none that is not forgiven.</summary>
    public int Silences { get; private set; }

    /// <summary>When the last of them is over.</summary>
    public TimeSpan SilentUntil { get; private set; }

    /// <summary>How many messages and answers have followed each other without a pause.</summary>
    public int Exchanges { get; private set; }

    /// <summary>True when somebody has been told already that the sender is taken for a program.</summary>
    public bool IsTold { get; set; }

    /// <summary>Counts a message against the rate; false when that was one too many.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="now">When it comes.</param>
    /// <param name="most">What is refused counts as well, up to so many times the rate: who goes on is refused for longer.</param>
    public bool TryCount(MessageRate rate, TimeSpan now, int most)
    {
        LastSeen = now;
        _used = UsedAt(now, rate) + 1;
        _usedAt = now;
        var isWithin = _used <= rate.Count;
        _used = Math.Min(_used, most * rate.Count);
        return isWithin;
    }

    /// <summary>Whether another message would be within the rate; counts nothing.</summary>
    public bool HasRoom(MessageRate rate, TimeSpan now) => UsedAt(now, rate) + 1 <= rate.Count;

    /// <summary>Forgives the silences when the last one has been over for long enough.</summary>
    public void Forgive(TimeSpan now, TimeSpan after)
    {
        if (Silences > 0 && now - SilentUntil >= after)
        {
            Silences = 0;
        }
    }

    /// <summary>Begins a silence, twice as long as the one before.</summary>
    public TimeSpan Silence(TimeSpan now, TimeSpan first, TimeSpan longest)
    {
        var length = first * Math.Pow(2, Math.Min(Silences, 30));
        length = length < longest ? length : longest;
        Silences++;
        SilentUntil = now + length;
        return length;
    }

    /// <summary>A message comes: one that follows an automatic answer faster than people write goes on with the exchange.</summary>
    /// <param name="arrivedAt">When it came, by the clock on the wall; what came before the answer was sent is no answer to that.</param>
    /// <param name="gap">How fast people write.</param>
    public int Receive(DateTimeOffset arrivedAt, TimeSpan gap)
    {
        var isQuick = arrivedAt >= _answeredAt && arrivedAt - _answeredAt <= gap;
        if (!isQuick)
        {
            IsTold = false;
            _rules = null;
        }

        Exchanges = !isQuick ? 1 : _answeredLast ? Exchanges + 1 : Math.Max(1, Exchanges);
        _answeredLast = false;
        if (isQuick)
        {
            _answeredAt = arrivedAt;
        }

        return Exchanges;
    }

    /// <summary>Whether a rule has answered already since the last pause.</summary>
    public bool HasUsed(string rule) => _rules?.Contains(rule) == true;

    /// <summary>A rule answers; null: none that asks for the text.</summary>
    public void Use(string? rule)
    {
        if (rule is not null)
        {
            (_rules ??= []).Add(rule);
        }
    }

    /// <summary>An automatic answer is sent.</summary>
    public void Answer(DateTimeOffset at)
    {
        Exchanges++;
        (_answeredLast, _answeredAt) = (true, at);
    }

    /// <summary>How long ago the same text came, where it was the last one; null: it was another.</summary>
    public TimeSpan? SinceSame(string text, TimeSpan now)
    {
        var mark = (text.Length, text.GetHashCode(StringComparison.Ordinal));
        TimeSpan? since = _lastText == mark ? now - _lastTextAt : null;
        (_lastText, _lastTextAt) = (mark, now);
        return since;
    }

    private double UsedAt(TimeSpan now, MessageRate rate) => Math.Max(0, _used - ((now - _usedAt) / rate.Time * rate.Count));
}

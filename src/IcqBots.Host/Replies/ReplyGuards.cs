using System.Globalization;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Replies;

/// <summary>
/// Keeps a bot from answering automatically without end: two programs that answer each other, floods, and people who were banned. What comes
/// directly counts for itself, since anybody can send it in anybody's name.
/// </summary>
/// <param name="entry">The numbers.</param>
/// <param name="trusted">Who may write as much as they like.</param>
/// <param name="bans">Who is banned.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The bot's log.</param>
internal sealed partial class ReplyGuards(GuardsEntry entry, IReadOnlyList<Uin> trusted, GuardBans bans, TimeProvider time, ILogger log)
{
    /// <summary>So many senders are remembered; whoever was silent for longest is forgotten first.</summary>
    public const int MaxSenders = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Uin Sender, bool IsVerified), GuardedSender> _senders = [];
    private readonly GuardedSender _all = new();
    private readonly GuardedSender _unverified = new();
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _fullAt;

    /// <summary>How many senders are remembered.</summary>
    public int Senders
    {
        get
        {
            lock (_lock)
            {
                return _senders.Count;
            }
        }
    }

    /// <summary>Who is banned.</summary>
    public GuardBans Bans => bans;

    /// <summary>Who gets no answers for a while (with a ? behind it: whoever directly says to be that), and for how long yet.</summary>
    public IReadOnlyList<(string Person, string Left)> Silent()
    {
        lock (_lock)
        {
            var now = Now;
            return
            [
                .. _senders.Where(each => each.Value.SilentUntil > now).OrderBy(each => each.Value.SilentUntil)
                    .Select(each => (each.Key.IsVerified ? $"{each.Key.Sender}" : $"{each.Key.Sender}?", Shown(each.Value.SilentUntil - now))),
            ];
        }
    }

    /// <summary>Ends the bans and silences of somebody, and forgets what they did; false where there are none.</summary>
    public bool Free(Uin person)
    {
        var isFreed = bans.Lift(person);
        lock (_lock)
        {
            foreach (var key in new[] { (person, true), (person, false) })
            {
                isFreed |= _senders.Remove(key, out var sender) && sender.SilentUntil > Now;
            }
        }

        return isFreed;
    }

    private TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>True for people who may write as much as they like.</summary>
    public bool IsTrusted(MessageReceived message) => message.IsVerified && trusted.Contains(message.From);

    /// <summary>Why nothing that the sender writes now is answered; null: it may be. Counts nothing.</summary>
    public string? WhySilent(MessageReceived message)
    {
        if (!entry.Enabled)
        {
            return null;
        }

        if (entry.Never.Contains(message.From))
        {
            return $"{message.From} is among those who are never answered";
        }

        if (bans.Until(message.From, message.IsVerified) is { } end)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{message.From} is banned until {end:yyyy-MM-dd HH:mm} UTC");
        }

        lock (_lock)
        {
            return _senders.TryGetValue((message.From, message.IsVerified), out var sender) && sender.SilentUntil > Now
                ? $"{message.From} gets no answers for another {Shown(sender.SilentUntil - Now)}, since there were too many messages"
                : null;
        }
    }

    /// <summary>Counts a message that something is done about by itself, and decides whether its sender is heard. Called once for each.</summary>
    public GuardDecision Hear(MessageReceived message)
    {
        if (!entry.Enabled)
        {
            return GuardDecision.Admit;
        }

        var isTrusted = IsTrusted(message);
        var silent = isTrusted ? null : WhySilent(message);
        lock (_lock)
        {
            var now = Now;
            var sender = SenderOf((message.From, message.IsVerified), now);
            sender.Forgive(now, entry.LongestSilence);
            return !sender.TryCount(entry.PerSender, now, most: 2) && !isTrusted && silent is null ? Silence(message, sender, now)
                : silent is not null ? GuardDecision.Refuse(silent)
                : GuardDecision.Admit;
        }
    }

    /// <summary>Decides whether a message whose sender is heard is answered. Called once for each that would be.</summary>
    /// <param name="message">The message.</param>
    /// <param name="text">Its text.</param>
    /// <param name="ruleOfText">
    /// The rule that answers, where that asks for the text. Programs that answer each other have the same rule answer again and again, or one that
    /// takes any text; who asks for one thing after the other has something to say, however fast.
    /// </param>
    public GuardDecision Decide(MessageReceived message, string text, string? ruleOfText = null)
    {
        if (!entry.Enabled)
        {
            return GuardDecision.Admit;
        }

        lock (_lock)
        {
            var now = Now;
            var sender = SenderOf((message.From, message.IsVerified), now);
            if (message.Path != MessagePath.Stored
                && sender.Receive(message.SentAt, entry.ExchangeGap) is var count && count >= entry.MaxExchanges
                && (ruleOfText is null || count >= 2 * entry.MaxExchanges || sender.HasUsed(ruleOfText)))
            {
                if (!sender.IsTold)
                {
                    sender.IsTold = true;
                    LogProgram(log, message.From, count);
                }

                return GuardDecision.Refuse(
                    $"{count} messages and answers have followed each other within {Shown(entry.ExchangeGap)} each, so {message.From} is a program");
            }

            if (!IsTrusted(message) && sender.SinceSame(text, now) is { } since && since < entry.SameText)
            {
                return GuardDecision.Refuse($"the same text came {Shown(since)} ago; it is answered again after {Shown(entry.SameText)}");
            }

            if (_all.TryCount(entry.PerBot, now, most: 1))
            {
                sender.Use(ruleOfText);
                return GuardDecision.Admit;
            }

            return GuardDecision.Refuse(Full(now));
        }
    }

    /// <summary>Why nobody is answered now, since so many were; null: they are. Counts nothing.</summary>
    public string? WhyFull()
    {
        lock (_lock)
        {
            return entry.Enabled && !_all.HasRoom(entry.PerBot, Now) ? Full(Now) : null;
        }
    }

    /// <summary>A message is answered that nothing is decided about.</summary>
    public void CountAnswer()
    {
        lock (_lock)
        {
            _all.TryCount(entry.PerBot, Now, most: 1);
        }
    }

    /// <summary>
    /// Counts a message that is kept for somebody, or passed on to them, and decides whether it is. Those that come directly from where nobody can
    /// tell who it is count together, as if one person had sent them: a name for each costs nothing.
    /// </summary>
    public GuardDecision DecideToPassOn(MessageReceived message)
    {
        if (!entry.Enabled || message.IsVerified)
        {
            return GuardDecision.Admit;
        }

        lock (_lock)
        {
            return _unverified.TryCount(entry.PerSender, Now, most: 1)
                ? GuardDecision.Admit
                : GuardDecision.Refuse($"more than {entry.PerSender} messages came directly, from where nobody can tell who it is");
        }
    }

    /// <summary>Something is sent to somebody automatically.</summary>
    public void NoteSent(Uin to, bool isVerified)
    {
        if (entry.Enabled)
        {
            lock (_lock)
            {
                SenderOf((to, isVerified), Now).Answer(time.GetUtcNow());
            }
        }
    }

    private string Full(TimeSpan now)
    {
        if (!_all.IsTold || now - _fullAt > entry.PerBot.Time)
        {
            LogFull(log, entry.PerBot);
            _all.IsTold = true;
        }

        _fullAt = now;
        return $"the bot has answered {entry.PerBot} messages";
    }

    private GuardDecision Silence(MessageReceived message, GuardedSender sender, TimeSpan now)
    {
        var length = sender.Silence(now, entry.Silence, entry.LongestSilence);
        var reason = $"{message.From} has sent more than {entry.PerSender} messages";
        if (entry.BanAfter > 0 && sender.Silences >= entry.BanAfter)
        {
            bans.Add(message.From, message.IsVerified, entry.BanTime);
            LogBan(log, message.From, entry.PerSender, ValueKind.Written(entry.BanTime));
            return GuardDecision.Refuse($"{reason} {sender.Silences} times, and is banned for {ValueKind.Written(entry.BanTime)}") with { IsBan = true };
        }

        LogSilence(log, message.From, entry.PerSender, Shown(length));
        return GuardDecision.Refuse($"{reason}, and gets no answers for {Shown(length)}") with { NeedsNotice = sender.Silences == 1 };
    }

    private GuardedSender SenderOf((Uin, bool) key, TimeSpan now)
    {
        if (_senders.TryGetValue(key, out var sender))
        {
            return sender;
        }

        if (_senders.Count >= MaxSenders)
        {
            foreach (var (old, _) in _senders.OrderBy(each => each.Value.SilentUntil > now).ThenBy(each => each.Value.LastSeen).Take(MaxSenders / 10).ToList())
            {
                _senders.Remove(old);
            }
        }

        return _senders[key] = new GuardedSender();
    }

    private static string Shown(TimeSpan span) =>
        span < TimeSpan.FromSeconds(10) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s")
        : ValueKind.Written(TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds)));

    [LoggerMessage(LogLevel.Information, "{Sender} has sent more than {Rate} messages, and gets no automatic answers for {Length}")]
    private static partial void LogSilence(ILogger log, Uin sender, MessageRate rate, string length);

    [LoggerMessage(LogLevel.Information, "{Sender} has again sent more than {Rate} messages, and is banned for {Length}")]
    private static partial void LogBan(ILogger log, Uin sender, MessageRate rate, string length);

    [LoggerMessage(LogLevel.Warning, "The bot has answered {Rate} messages automatically, which is as many as bots.yaml lets it; others get no answers now")]
    private static partial void LogFull(ILogger log, MessageRate rate);

    [LoggerMessage(LogLevel.Information, "{Sender} seems to be a program that answers by itself ({Count} messages in a row), and is answered no more until a pause")]
    private static partial void LogProgram(ILogger log, Uin sender, int count);
}

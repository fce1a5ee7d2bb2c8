using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using IcqBots.Storage;

namespace IcqBots.Host.Replies;

/// <summary>Everything that one bot answers by itself, as bots.yaml says: rules, the away message, and the guards over them.</summary>
internal sealed class BotReplies
{
    private readonly GuardsEntry _guardsEntry;
    private readonly ReplySender _sender;
    private readonly TemplateSource _texts;
    private readonly AutoReplyRules? _rules;
    private readonly AwayReplies? _away;

    /// <summary>What a bot answers.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="entry">Its mapping in bots.yaml.</param>
    /// <param name="database">Where is kept what must survive.</param>
    /// <param name="texts">Fills texts.</param>
    /// <param name="zone">The bot's time zone.</param>
    /// <param name="codes">Looks at one-time codes; null where none are asked for.</param>
    public BotReplies(
        IScriptBot bot,
        BotEntry entry,
        BotDatabase database,
        TemplateSource texts,
        TimeZoneInfo zone,
        Func<Uin, DateTimeOffset, long, CodeCheck?> codes)
    {
        var store = new ReplyStore(database, entry.Name);
        var marks = new AnsweredMarks(store, bot.Clock);
        var audience = new ReplyAudience(bot);
        _texts = texts;
        _guardsEntry = entry.Guards;
        Guards = new ReplyGuards(entry.Guards, entry.Admins, new GuardBans(store, bot.Clock), bot.Clock, bot.Log);
        _sender = new ReplySender(bot, audience, Guards, texts);
        AwayTexts = new AwayTexts(entry.AwayMessages, texts, entry.Status.Message);
        Period = new AwayPeriod(store, bot.Clock);
        Kept = new KeptMessages(store, entry.AwayService?.Keep ?? 0, bot.Clock);
        _rules = entry.AutoReply.Count == 0
            ? null
            : new AutoReplyRules(bot, entry.AutoReply, zone, texts, Period, marks, new FirstContacts(store, bot.Clock), audience, _sender);
        if (entry.AwayService is { } service)
        {
            _away = new AwayReplies(bot, service, AwayTexts, Period, marks, Kept, audience, _sender);
            Words = entry.Admins.Count > 0 ? [new KeptMessagesWord(bot, service, Kept, _sender.NickOfAsync, zone, codes)] : [];
        }
    }

    /// <summary>The words that it takes.</summary>
    public IReadOnlyList<IMessageWords> Words { get; } = [];

    /// <summary>The away messages.</summary>
    public AwayTexts AwayTexts { get; }

    /// <summary>Since when the bot is away.</summary>
    public AwayPeriod Period { get; }

    /// <summary>The texts that wait for the admins.</summary>
    public KeptMessages Kept { get; }

    /// <summary>What keeps the bot from answering without end.</summary>
    public ReplyGuards Guards { get; }

    /// <summary>The bot begins with this status: one that is away goes on with the period that it was in, if it was.</summary>
    public void Begin(OnlineStatus status)
    {
        if (status.HasAwayMessage)
        {
            Period.Since(status);
        }
    }

    /// <summary>The handling of a message; null where nothing of this has anything to do with it.</summary>
    public ReplyTurn? Begin(MessageReceived message, Incoming incoming) =>
        (_rules ?? (object?)_away) is null && !_guardsEntry.Scripts ? null
        : ReplyAudience.TextOf(incoming) is { } text ? new ReplyTurn(this, message, text)
        : null;

    /// <summary>True when the message was taken, and scripts do not get it.</summary>
    public async ValueTask<bool> TryTakeAsync(ReplyTurn turn)
    {
        if (_guardsEntry.Scripts && !turn.IsAdmitted)
        {
            return true;
        }

        if (_rules is not null && await _rules.TryTakeAsync(turn))
        {
            return true;
        }

        if (_away is not null)
        {
            await _away.PrepareAsync(turn);
        }

        return false;
    }

    /// <summary>The scripts had the message.</summary>
    /// <param name="turn">Its handling.</param>
    /// <param name="isAnswered">Whether something was sent to the sender.</param>
    public void Finish(ReplyTurn turn, bool isAnswered)
    {
        if (isAnswered && _guardsEntry.Scripts)
        {
            Guards.NoteSent(turn.Message.From, turn.Message.IsVerified);
        }

        _away?.Finish(turn, isAnswered);
    }

    /// <summary>True when the sender may use words of bots.yaml; counts nothing.</summary>
    public bool MayUseWords(MessageReceived message)
    {
        if ((Guards.WhySilent(message) ?? Guards.WhyFull()) is not { } reason || Guards.IsTrusted(message))
        {
            return true;
        }

        Trace.Current?.Note($"it is not looked at for words: {reason}");
        return false;
    }

    /// <summary>A message was a word of bots.yaml.</summary>
    public void CountWord(MessageReceived message)
    {
        Hear(message);
        Guards.CountAnswer();
    }

    /// <summary>Counts a message, and tells whom the guards want to be told; whether its sender is heard.</summary>
    public GuardDecision Hear(MessageReceived message)
    {
        var decision = Guards.Hear(message);
        if (decision.NeedsNotice && _guardsEntry.Notice.Text.Length > 0)
        {
            Trace.Current?.Note("the sender is told that there are no answers for a while");
            _sender.Answer(message, _guardsEntry.Notice.Fill(_texts.For(message.From)));
        }

        if (decision.IsBan)
        {
            _sender.TellAdmins($"{decision.Refusal}. \"icqbots guards\" ends it.");
        }

        return decision;
    }

    /// <summary>Whether a message is answered.</summary>
    public GuardDecision Decide(ReplyTurn turn) => Guards.Decide(turn.Message, turn.Text, turn.RuleOfText);
}

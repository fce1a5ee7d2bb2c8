using System.Globalization;
using IcqBots.Protocol;
using IcqBots.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Torture;

/// <summary>What became of all messages of a run.</summary>
internal sealed record Tally
{
    /// <summary>Numbers that were sent.</summary>
    public int Sent { get; init; }

    /// <summary>Those that the server has acknowledged.</summary>
    public int Acknowledged { get; init; }

    /// <summary>Acknowledged, and never handled, or not counted by a bot that counts.</summary>
    public int Lost { get; init; }

    /// <summary>Handled again with the mark.</summary>
    public int HandledAgain { get; init; }

    /// <summary>Handled again without it.</summary>
    public int HandledTwice { get; init; }

    /// <summary>What the <c>State</c> of a counting bot has more than once.</summary>
    public int CountedTwice { get; init; }

    /// <summary>Acknowledged, and never answered.</summary>
    public int RepliesLost { get; init; }

    /// <summary>Answers that came more often than once.</summary>
    public int RepliesDoubled { get; init; }

    /// <summary>
    /// Answers that came again in a later session of the receiver, from the server's store: it has not heard of the acknowledgement. The receiver
    /// keeps no journal.
    /// </summary>
    public int RepliesRepeated { get; init; }

    /// <summary>Messages that were handled after a later one of the same sender.</summary>
    public int OrderBroken { get; init; }

    /// <summary>Answers that came after the answer to a later message, from the same bot.</summary>
    public int ReplyOrderBroken { get; init; }

    /// <summary>The rows that show what was not met, for somebody who looks for the reason.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Counts; the host must have ended.</summary>
    public static Tally Of(Ledger ledger, IReadOnlyList<TortureBot> bots, string database)
    {
        var runs = bots.SelectMany(Notes).ToLookup(note => note.Name);
        var counted = Counts(bots, database);
        var sent = ledger.Sent;
        var acknowledged = sent.Where(message => message.IsAcknowledged).ToList();
        var counting = bots.Where(bot => bot.Counts).Select(bot => bot.Uin).ToHashSet();
        var lost = acknowledged.Where(message =>
            !runs.Contains(message.Name) || (counting.Contains(message.Name.To) && !counted.ContainsKey(message.Name))).ToList();
        var twice = runs.Where(each => each.Count(note => !note.IsMarked) > 1).ToList();
        var unanswered = acknowledged.Where(message => message.Answers.Count == 0).ToList();
        var extra = sent.SelectMany(message => message.Answers.Skip(1).Select(answer => (message, answer))).ToList();
        var repeated = extra.Where(each => each.answer.IsStored && each.answer.Session != each.message.Answers[0].Session).ToList();
        var late = Late(runs.Select(each => (each.Key, each.Min(note => note.Place))));
        var lateReplies = Late(sent.Where(message => message.Answers.Count > 0).Select(message => (message.Name, message.Answers[0].Place)));
        return new Tally
        {
            Sent = sent.Count,
            Acknowledged = acknowledged.Count,
            Lost = lost.Count,
            HandledAgain = runs.Sum(each => each.Skip(1).Count(note => note.IsMarked)),
            HandledTwice = twice.Sum(each => each.Count(note => !note.IsMarked) - 1),
            CountedTwice = counted.Values.Sum(times => times - 1),
            RepliesLost = unanswered.Count,
            RepliesDoubled = extra.Count - repeated.Count,
            RepliesRepeated = repeated.Count,
            OrderBroken = late.Count,
            ReplyOrderBroken = lateReplies.Count,
            Examples =
            [
                .. lost.Select(message => $"lost {message.Name}"),
                .. twice.Select(each => $"handled twice {each.Key}"),
                .. unanswered.Select(message => $"reply lost {message.Name}"),
                .. extra.Select(each => $"reply again {each.message.Name}: {each.message.Answers[0]}, {each.answer}"),
                .. late.Select(name => $"order broken {name}"),
                .. lateReplies.Select(name => $"order of replies broken {name}"),
            ],
        };
    }

    /// <summary>Those that come behind a later one of the same sender.</summary>
    private static List<MessageName> Late(IEnumerable<(MessageName Name, int Place)> places)
    {
        var late = new List<MessageName>();
        foreach (var each in places.GroupBy(place => (place.Name.From, place.Name.To)))
        {
            var highest = 0;
            foreach (var (name, _) in each.OrderBy(place => place.Place))
            {
                if (name.Number < highest)
                {
                    late.Add(name);
                }

                highest = Math.Max(highest, name.Number);
            }
        }

        return late;
    }

    private static IEnumerable<(MessageName Name, int Place, bool IsMarked)> Notes(TortureBot bot) =>
        !File.Exists(bot.NotesPath) ? [] : File.ReadLines(bot.NotesPath).Select((line, place) =>
        {
            var words = line.Split(' ');
            var name = new MessageName(UinOf(words[0]), bot.Uin, int.Parse(words[1], CultureInfo.InvariantCulture));
            return (name, place, words[2] == "again");
        });

    private static Dictionary<MessageName, int> Counts(IReadOnlyList<TortureBot> bots, string path)
    {
        var counted = new Dictionary<MessageName, int>();
        using var database = BotDatabase.Open(path, new BotDatabaseOptions(), TimeProvider.System, NullLogger.Instance);
        foreach (var bot in bots.Where(bot => bot.Counts))
        {
            foreach (var key in database.Keys(bot.Name, bot.Script, ""))
            {
                var words = key.Split('/');
                var name = new MessageName(UinOf(words[0]), bot.Uin, int.Parse(words[1], CultureInfo.InvariantCulture));
                counted[name] = int.Parse(database.Get(new StateKey(bot.Name, bot.Script, key))!, CultureInfo.InvariantCulture);
            }
        }

        return counted;
    }

    private static Uin UinOf(string text) => new(uint.Parse(text, CultureInfo.InvariantCulture));
}

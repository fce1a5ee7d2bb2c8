using System.Text.Json;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Subscriptions;

/// <summary>Who has subscribed to the lists of one bot, and the words with which people do. For any number of threads.</summary>
/// <param name="bot">The bot.</param>
/// <param name="entry">Its mapping in bots.yaml.</param>
/// <param name="texts">What is put into texts.</param>
/// <param name="database">Where it is kept.</param>
/// <param name="log">The bot's log.</param>
internal sealed partial class BotSubscriptions(IScriptBot bot, BotEntry entry, TemplateSource texts, BotDatabase database, ILogger log) : IMessageWords
{
    /// <summary>Those who were asked for a confirmation. No file of a script has a name that ends in a slash.</summary>
    private const string Asked = "subscribing/";

    private readonly Dictionary<SubscriptionEntry, SubscriptionTexts> _texts = entry.Subscriptions.ToDictionary(list => list, list => new SubscriptionTexts(list));

    /// <summary>The names of the lists.</summary>
    public IReadOnlyList<string> Names => [.. entry.Subscriptions.Select(list => list.Name)];

    /// <summary>The subscribers of a list, by their numbers; null where bots.yaml has no such list.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<Uin>? SubscribersOf(string name) => entry.Subscriptions.All(list => list.Name != name)
        ? null
        : [.. database.Keys(entry.Name, ScriptOf(name), "")
            .Select(key => Uin.TryParse(key, null, out var uin) ? uin : default).Where(uin => uin.IsValid).OrderBy(uin => uin.Value)];

    /// <summary>Since when somebody is subscribed to a list; null where they are not.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public DateTimeOffset? SinceOf(string name, Uin person) =>
        database.Get(KeyOf(name, person)) is { } json ? JsonSerializer.Deserialize<DateTimeOffset>(json) : null;

    /// <summary>Subscribes somebody; false where they are subscribed already.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Add(string name, Uin person)
    {
        if (database.Get(KeyOf(name, person)) is not null)
        {
            return false;
        }

        database.Set(KeyOf(name, person), JsonSerializer.Serialize(bot.Clock.GetUtcNow()), expiresAt: null);
        return true;
    }

    /// <summary>Unsubscribes somebody; false where they are not subscribed.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Remove(string name, Uin person) => database.Remove(KeyOf(name, person));

    /// <inheritdoc/>
    public async Task<bool> TryTakeAsync(IncomingMessage message)
    {
        try
        {
            var isTaken = false;
            foreach (var list in entry.Subscriptions)
            {
                if (AnswerTo(message, list) is { } answer)
                {
                    isTaken = true;
                    await bot.SendAsync(
                        new OutgoingText(message.From, answer.Fill(await texts.ForAnswerAsync(message.From, answer, bot.Stopping))), CancellationToken.None);
                }
            }

            return isTaken;
        }
        catch (OperationCanceledException)
        {
            // The bot stops.
            return true;
        }
        catch (Exception e) when (e is IOException or DeliveryException or JsonException)
        {
            LogFailed(log, message.From, e.Message);
            return true;
        }
    }

    /// <summary>Does what a text wants of a list, and gives the answer; null where it wants nothing of it.</summary>
    private TextTemplate? AnswerTo(IncomingMessage message, SubscriptionEntry list)
    {
        var (name, person, answers) = (list.Name, message.From, _texts[list]);
        var asked = new StateKey(entry.Name, Asked, $"{name}/{person}");
        var subscribes = MessageWord.IsOneOf(message.Text, list.Subscribe);
        var confirms = list.Confirm && MessageWord.IsOneOf(message.Text, list.Yes) && database.Get(asked) is not null;
        if (!subscribes && !confirms && !MessageWord.IsOneOf(message.Text, list.Unsubscribe))
        {
            return null;
        }

        if (!message.IsVerified)
        {
            return Say(answers.Unverified, $"it is not certain that {person} has sent it, so that the list \"{name}\" stays as it is");
        }

        if (subscribes && SinceOf(name, person) is not null)
        {
            return Say(answers.Already, $"{person} is on the list \"{name}\" already");
        }

        if (subscribes && list.Confirm)
        {
            database.Set(asked, "true", bot.Clock.GetUtcNow() + list.ConfirmWithin);
            return Say(answers.Question, $"{person} is asked whether to join the list \"{name}\"");
        }

        database.Remove(asked);
        if (subscribes || confirms)
        {
            Add(name, person);
            LogSubscribed(log, person, name);
            return Say(answers.Welcome, $"{person} is on the list \"{name}\" from now on");
        }

        if (!Remove(name, person))
        {
            return Say(answers.NotSubscribed, $"{person} was not on the list \"{name}\"");
        }

        LogUnsubscribed(log, person, name);
        return Say(answers.Goodbye, $"{person} is on the list \"{name}\" no more");
    }

    private static TextTemplate Say(TextTemplate answer, string why)
    {
        Trace.Current?.Note(why);
        return answer;
    }

    private StateKey KeyOf(string name, Uin person) => new(entry.Name, ScriptOf(name), person.ToString());

    private static string ScriptOf(string name) => $"subscribers/{name}/";

    [LoggerMessage(LogLevel.Information, "{Person} has subscribed to {List}")]
    private static partial void LogSubscribed(ILogger log, Uin person, string list);

    [LoggerMessage(LogLevel.Information, "{Person} has unsubscribed from {List}")]
    private static partial void LogUnsubscribed(ILogger log, Uin person, string list);

    [LoggerMessage(LogLevel.Error, "What {Person} has written about a subscription is not done: {Reason}")]
    private static partial void LogFailed(ILogger log, Uin person, string reason);
}

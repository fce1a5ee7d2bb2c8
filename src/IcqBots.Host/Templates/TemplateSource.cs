using System.Text.Json;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Storage;

namespace IcqBots.Host.Templates;

/// <summary>Finds what is put into the templates of one bot.</summary>
/// <param name="bot">The bot.</param>
/// <param name="entry">Its mapping in bots.yaml.</param>
/// <param name="zone">The bot's time zone.</param>
/// <param name="people">Knows the nicks.</param>
/// <param name="database">Has what the bot's scripts keep.</param>
internal sealed class TemplateSource(IScriptBot bot, BotEntry entry, TimeZoneInfo zone, People people, BotDatabase database)
{
    /// <summary>Nobody waits longer for an answer because of a nick.</summary>
    private static readonly TimeSpan NickLimit = TimeSpan.FromSeconds(5);

    /// <summary>How fast people who write can have the server asked for nicks: they can write in any name.</summary>
    private readonly SendingPace _searches = new(new SendingRate(0.5), burst: 20, bot.Clock);

    /// <summary>Whom the server did not find lately.</summary>
    private readonly RecentlyMissing _missing = new(bot.Clock);

    /// <summary>What is put into a text for one person, as it is now. Nobody is asked for it.</summary>
    public TemplateValues For(Uin person) => new()
    {
        Uin = person,
        Nick = people.NickOf(person),
        Bot = bot.Nick,
        Status = bot.Status,
        Now = TimeZoneInfo.ConvertTime(bot.Clock.GetUtcNow(), zone),
        State = StateOf,
    };

    /// <summary>The same; the server is asked for a nick that the text has and that is not known, and the UIN stands for one that does not come.</summary>
    public async Task<TemplateValues> ForAsync(Uin person, TextTemplate text, CancellationToken cancellationToken)
    {
        if (text.UsesNick && !people.IsKnown(person))
        {
            try
            {
                if (!await people.FindAsync(person, cancellationToken).WaitAsync(NickLimit, bot.Clock, cancellationToken))
                {
                    _missing.Add(person);
                }
            }
            catch (Exception e) when (e is DeliveryException or TimeoutException or OperationCanceledException)
            {
                // The text goes out all the same, also when the bot stops: then it waits for its next start.
            }
        }

        return For(person);
    }

    /// <summary>
    /// The same for an answer to somebody: the server is not asked again for ten minutes about a person whom it did not find, and no more than 30
    /// times a minute.
    /// </summary>
    public Task<TemplateValues> ForAnswerAsync(Uin person, TextTemplate text, CancellationToken cancellationToken) =>
        text.UsesNick && !people.IsKnown(person) && (_missing.Contains(person) || !_searches.TryTakeOne())
            ? Task.FromResult(For(person))
            : ForAsync(person, text, cancellationToken);

    /// <summary>What the first script of the bot keeps that has something under a key: a text or a number as people read it.</summary>
    private string StateOf(string key)
    {
        try
        {
            return entry.ScriptFiles().Select(file => database.Get(new StateKey(entry.Name, file.Name, key))).FirstOrDefault(json => json is not null) is { } found
                ? Shown(found)
                : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // A text with a gap is better than none.
            return "";
        }
    }

    private static string Shown(string json)
    {
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind switch
        {
            JsonValueKind.String => value.RootElement.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.RootElement.GetRawText(),
            _ => "",
        };
    }
}

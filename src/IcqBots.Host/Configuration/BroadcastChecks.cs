using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Configuration;

/// <summary>Finds the mistakes of broadcasts and subscriptions that no value shows alone.</summary>
internal sealed class BroadcastChecks(EntryPlaces places, MistakeList mistakes)
{
    private static readonly string[] _texts = [nameof(BroadcastEntry.Text), nameof(BroadcastEntry.TextFile), nameof(BroadcastEntry.TextFrom)];

    /// <summary>Checks one bot.</summary>
    public void Run(BotEntry bot)
    {
        CheckLists(bot);
        bot.Subscriptions.Select(list => list.QuietHours).OfType<QuietHoursEntry>().ToList().ForEach(CheckQuietHours);
        foreach (var broadcast in bot.Schedules
            .SelectMany(schedule => schedule.Actions.Select(action => action.Broadcast).Append(schedule.Broadcast)).OfType<BroadcastEntry>())
        {
            CheckText(broadcast);
            CheckAudience(broadcast, bot);
            if (broadcast.QuietHours is { } quiet)
            {
                CheckQuietHours(quiet);
            }
        }
    }

    private void CheckQuietHours(QuietHoursEntry quiet)
    {
        if (quiet.Between is { IsAlways: true } && places.Of(quiet).Values.TryGetValue(nameof(quiet.Between), out var place))
        {
            mistakes.Add(place, "these hours are never over, so that nobody would get anything");
        }
    }

    private void CheckText(BroadcastEntry broadcast)
    {
        var spot = places.Of(broadcast);
        var given = _texts.Where(spot.Keys.ContainsKey).OrderBy(key => spot.Keys[key]).ToList();
        if (given.Count != 1)
        {
            mistakes.Add(
                given.Count == 0 ? spot.Place : spot.Keys[given[1]],
                given.Count == 0
                    ? "a broadcast needs a text: text, text-file or text-from"
                    : $"a broadcast has one text, but this one has {string.Join(" and ", given.Select(EntryKey.Hyphenated))}");
        }

        if (broadcast.TextFrom is { Scheme: not ("http" or "https") } && spot.Values.TryGetValue(nameof(broadcast.TextFrom), out var place))
        {
            mistakes.Add(place, "\"text-from\" takes an address that begins with http:// or https://");
        }
    }

    private void CheckAudience(BroadcastEntry broadcast, BotEntry bot)
    {
        if (!places.Of(broadcast).Values.TryGetValue(nameof(broadcast.To), out var to))
        {
            return;
        }

        if (broadcast.To.Count == 0)
        {
            mistakes.Add(to, "\"to\" names nobody");
        }

        // What is written as a word or a number has no keys.
        foreach (var part in broadcast.To.Where(part => places.Has(part)))
        {
            var spot = places.Of(part);
            if (spot.Keys.ContainsKey(nameof(part.File)) == spot.Keys.ContainsKey(nameof(part.Subscribers)))
            {
                mistakes.Add(spot.Place, "write either file or subscribers here; for both, make a list of two");
            }
            else if (part.Subscribers is { } name && bot.Subscriptions.All(list => list.Name != name)
                && spot.Values.TryGetValue(nameof(part.Subscribers), out var place))
            {
                mistakes.Add(place, $"the bot has no subscriptions \"{MistakeList.Shown(name)}\""
                    + (Spelling.Nearest(name, bot.Subscriptions.Select(list => list.Name)) is { } meant ? $"; did you mean \"{meant}\"?" : ""));
            }
        }
    }

    /// <summary>Each name and each word belongs to one list, and no word to the admins; else nobody knew which of them somebody wants.</summary>
    private void CheckLists(BotEntry bot)
    {
        var names = new HashSet<string>();
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in bot.Admins.Count > 0 ? bot.AwayService?.Words ?? [] : [])
        {
            words[word.Value] = "away-reply";
        }

        foreach (var list in bot.Subscriptions)
        {
            if (!names.Add(list.Name) && places.Of(list).Values.TryGetValue(nameof(list.Name), out var place))
            {
                mistakes.Add(place, "subscriptions above have the same name");
                continue;
            }

            CheckWords(list, nameof(list.Subscribe), list.Subscribe, word => words.TryAdd(word, list.Name) ? null : words[word]);
            CheckWords(list, nameof(list.Unsubscribe), list.Unsubscribe, word => words.TryAdd(word, list.Name) ? null : words[word]);
        }

        // Several lists may have the same one for "yes": it is only looked for when somebody was asked.
        foreach (var list in bot.Subscriptions.Where(list => list.Confirm))
        {
            CheckWords(list, nameof(list.Yes), list.Yes, words.GetValueOrDefault);
        }
    }

    private void CheckWords(SubscriptionEntry list, string key, IReadOnlyList<string> words, Func<string, string?> ownerOf)
    {
        var spot = places.Of(list);
        var at = spot.Values.GetValueOrDefault(key, spot.Place);
        foreach (var word in words)
        {
            if (word.Trim() != word || word.Length == 0)
            {
                mistakes.Add(at, $"a word of \"{EntryKey.Hyphenated(key)}\" is empty, or has space around it");
            }
            else if (ownerOf(word) is { } owner)
            {
                mistakes.Add(at, $"the word \"{MistakeList.Shown(word)}\" has a meaning for \"{owner}\" already; give each list words of its own");
            }
        }
    }
}

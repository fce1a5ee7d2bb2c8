using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Configuration;

/// <summary>Finds the mistakes of schedules and calendars that no value shows alone.</summary>
internal sealed class ScheduleChecks(EntryPlaces places, MistakeList mistakes)
{
    private static readonly string[] _times =
        [nameof(ScheduleEntry.Cron), nameof(ScheduleEntry.Every), nameof(ScheduleEntry.At), nameof(ScheduleEntry.Rrule)];

    private static readonly string[] _singleActions =
    [
        nameof(ActionEntry.Send), nameof(ActionEntry.Broadcast), nameof(ActionEntry.Status), nameof(ActionEntry.AddContact),
        nameof(ActionEntry.RemoveContact), nameof(ActionEntry.Run),
    ];

    private static readonly string[] _actions = [.. _singleActions, nameof(ScheduleEntry.Actions)];

    /// <summary>Checks a file.</summary>
    public void Run(BotsFile file)
    {
        foreach (var nested in file.Calendars.Values.SelectMany(days => days).Where(day => day.Calendar is not null))
        {
            if (places.Of(file).Values.TryGetValue(nameof(file.Calendars), out var place))
            {
                mistakes.Add(place, $"a calendar has days, such as 2026-12-25 or 12-25, and not \"{MistakeList.Shown(nested.Calendar!)}\"");
            }
        }

        foreach (var (bot, schedule) in file.Bots.SelectMany(bot => bot.Schedules.Select(schedule => (bot, schedule))))
        {
            CheckTime(schedule);
            CheckCalendars(schedule, file);
            CheckOne(places.Of(schedule), "a schedule", _actions, "an action", "action");
            CheckActions(schedule);
            CheckArguments(places.Of(schedule), schedule);
            foreach (var action in schedule.AllActions)
            {
                // A single action is in no entry of its own.
                CheckPeople(places.Of(places.Has(action) ? action : schedule), action, bot);
            }
        }
    }

    private void CheckTime(ScheduleEntry schedule)
    {
        var spot = places.Of(schedule);
        CheckOne(spot, "a schedule", _times, "a time", "time");
        var start = nameof(schedule.Start);
        if (spot.Keys.TryGetValue(start, out var place)
            && !spot.Keys.ContainsKey(nameof(schedule.Rrule)) && !spot.Keys.ContainsKey(nameof(schedule.Every)))
        {
            mistakes.Add(place, "\"start\" belongs to rrule or every");
        }
        else if (spot.Keys.TryGetValue(nameof(schedule.Rrule), out place) && !spot.Keys.ContainsKey(start))
        {
            mistakes.Add(place, "\"rrule\" needs \"start\", such as 2026-01-05T09:00: it tells the time of day, and from when on the rule counts");
        }
    }

    private void CheckActions(ScheduleEntry schedule)
    {
        foreach (var action in schedule.Actions)
        {
            CheckOne(places.Of(action), "an item of \"actions\"", _singleActions, "an action", "action");
            CheckArguments(places.Of(action), action);
        }

        if (schedule.Actions.Count == 0 && places.Of(schedule).Values.TryGetValue(nameof(schedule.Actions), out var place))
        {
            mistakes.Add(place, "\"actions\" has none");
        }
    }

    private void CheckArguments(EntryPlaces.Spot spot, ActionEntry action)
    {
        if (spot.Keys.TryGetValue(nameof(ActionEntry.Arguments), out var place) && !spot.Keys.ContainsKey(nameof(ActionEntry.Run)))
        {
            mistakes.Add(place, "\"arguments\" belongs to run");
        }

        if (action.Arguments.Keys.Any(string.IsNullOrWhiteSpace))
        {
            mistakes.Add(spot.Values[nameof(ActionEntry.Arguments)], "each of \"arguments\" needs a name");
        }
    }

    private void CheckPeople(EntryPlaces.Spot spot, ActionEntry action, BotEntry bot)
    {
        foreach (var (key, people) in new[]
        {
            (nameof(action.AddContact), action.AddContact), (nameof(action.RemoveContact), action.RemoveContact),
        })
        {
            if (people?.Contains(bot.Uin) == true && spot.Values.TryGetValue(key, out var place))
            {
                mistakes.Add(place, $"{bot.Uin} is the bot itself, which its own list does not hold");
            }
        }
    }

    private void CheckCalendars(ScheduleEntry schedule, BotsFile file)
    {
        foreach (var name in schedule.Except.Select(day => day.Calendar).OfType<string>().Where(name => !file.Calendars.ContainsKey(name)))
        {
            mistakes.Add(
                places.Of(schedule).Values[nameof(schedule.Except)],
                $"there is no calendar \"{MistakeList.Shown(name)}\" under \"calendars\""
                + (Spelling.Nearest(name, file.Calendars.Keys) is { } meant ? $"; did you mean \"{meant}\"?" : ""));
        }
    }

    private void CheckOne(EntryPlaces.Spot spot, string entry, IReadOnlyList<string> keys, string one, string what)
    {
        var given = keys.Where(spot.Keys.ContainsKey).OrderBy(key => spot.Keys[key]).ToList();
        if (given.Count == 0)
        {
            var names = keys.Select(EntryKey.Hyphenated).ToList();
            mistakes.Add(spot.Place, $"{entry} needs {one}: {string.Join(", ", names.SkipLast(1))} or {names[^1]}");
        }
        else if (given.Count > 1)
        {
            mistakes.Add(
                spot.Keys[given[1]], $"{entry} has one {what}, but this one has {string.Join(" and ", given.Select(EntryKey.Hyphenated))}");
        }
    }
}

using System.Net;

namespace IcqBots.Host.Configuration;

/// <summary>Finds the mistakes that no value shows alone. Only values that could be bound are compared.</summary>
internal sealed class BotsFileChecks(EntryPlaces places, MistakeList mistakes)
{
    /// <summary>Checks a file whose paths are relative to <paramref name="folder"/>.</summary>
    public void Run(BotsFile file, string folder)
    {
        CheckFile(file, folder);
        CheckServer(file.EmbeddedServer);
        NoTwo("uin",
        [
            .. (file.EmbeddedServer?.Accounts ?? []).Select(account => new Use("account", account, nameof(account.Uin), account.Uin)),
            .. file.Bots.Select(bot => new Use("bot", bot, nameof(bot.Uin), bot.Uin)),
        ]);
        NoTwo("name", [.. file.Bots.Select(bot => new Use("bot", bot, nameof(bot.Name), bot.Name))]);
        NoTwo("peer-port",
        [
            .. file.Bots.Where(bot => bot.PeerPort != 0 && bot.PeerToPeer)
                .Select(bot => new Use("bot", bot, nameof(bot.PeerPort), bot.PeerPort)),
        ]);
        foreach (var bot in file.Bots)
        {
            CheckCodes(bot);
            new ReplyChecks(places, mistakes).Run(bot);
            NoTwo("name", [.. bot.AutoReply.Select(rule => new Use("rule", rule, nameof(rule.Name), rule.Name))]);
            NoTwo("name", [.. bot.Schedules.Select(schedule => new Use("schedule", schedule, nameof(schedule.Name), schedule.Name))]);
            foreach (var schedule in bot.Schedules)
            {
                CheckAction(schedule);
            }

            new BroadcastChecks(places, mistakes).Run(bot);
        }
    }

    private void CheckFile(BotsFile file, string folder)
    {
        var root = places.Of(file);
        var hasKey = root.Keys.TryGetValue(nameof(file.Bots), out var key);
        var isEmpty = !hasKey || (root.Values.ContainsKey(nameof(file.Bots)) && file.Bots.Count == 0);
        if (isEmpty && !root.Keys.ContainsKey(nameof(file.EmbeddedServer)))
        {
            mistakes.Add(
                hasKey ? key : root.Place,
                "there are no bots; add one under \"bots\", or \"embedded-server\" to run a server alone");
        }

        if (root.Values.TryGetValue(nameof(file.Data), out var data) && File.Exists(Path.GetFullPath(file.Data, folder)))
        {
            mistakes.Add(data, "\"data\" names a file; it must name a folder, which need not exist yet");
        }
    }

    /// <summary>Nobody opens a server to the network by an address alone: ICQ v2 sends passwords and texts in the clear.</summary>
    private void CheckServer(EmbeddedServerEntry? server)
    {
        if (server is { AllowRemote: false } && !IPAddress.IsLoopback(server.Listen.Address)
            && places.Of(server) is var spot && spot.Values.TryGetValue(nameof(server.Listen), out var listen)
            && spot.Keys.ContainsKey(nameof(server.AllowRemote)) == spot.Values.ContainsKey(nameof(server.AllowRemote)))
        {
            mistakes.Add(
                listen,
                $"other machines can reach {server.Listen}, and ICQ v2 encrypts nothing; write \"allow-remote: true\" beside \"listen\" if they "
                + $"shall, else listen on {new IPEndPoint(IPAddress.Loopback, server.Listen.Port)}");
        }
    }

    /// <summary>Whoever is among the admins without a code would be the one in whose name orders come.</summary>
    private void CheckCodes(BotEntry bot)
    {
        var spot = places.Of(bot);
        if (!spot.Values.TryGetValue(nameof(bot.AdminCodes), out var place)
            || spot.Keys.ContainsKey(nameof(bot.Admins)) != spot.Values.ContainsKey(nameof(bot.Admins)))
        {
            return;
        }

        // One that is bad has been reported, and is not there.
        foreach (var admin in mistakes.IsEmpty ? bot.Admins.Except(bot.AdminCodes.Keys) : [])
        {
            mistakes.Add(place, $"the admin {admin} has no secret here; \"icqbots totp {admin}\" makes one");
        }

        foreach (var other in bot.AdminCodes.Keys.Except(bot.Admins))
        {
            mistakes.Add(place, $"{other} has a secret here, but is not among \"admins\"");
        }
    }

    private void CheckAction(ScheduleEntry schedule)
    {
        var spot = places.Of(schedule);
        var actions = new[] { nameof(schedule.Send), nameof(schedule.Broadcast), nameof(schedule.Status), nameof(schedule.Run) }
            .Where(spot.Keys.ContainsKey)
            .OrderBy(action => spot.Keys[action])
            .ToList();
        if (actions.Count == 0)
        {
            mistakes.Add(spot.Place, "a schedule needs an action: send, broadcast, status or run");
        }
        else if (actions.Count > 1)
        {
            mistakes.Add(spot.Keys[actions[1]],
                $"a schedule has one action, but this one has {string.Join(" and ", actions.Select(EntryKey.Hyphenated))}");
        }
    }

    /// <summary>Reports each value that another entry has earlier in the file. The value is not printed: it may be secret.</summary>
    private void NoTwo(string key, IReadOnlyList<Use> uses)
    {
        var first = new Dictionary<object, (Use Use, Place Place)>();
        var inOrder = uses
            .Where(use => places.Of(use.Entry).Values.ContainsKey(use.Property))
            .Select(use => (Use: use, Place: places.Of(use.Entry).Values[use.Property]))
            .OrderBy(each => each.Place);
        foreach (var (use, place) in inOrder)
        {
            if (first.TryAdd(use.Value, (use, place)))
            {
                continue;
            }

            // A value that two entries merged in from one place is at fault where the second entry is.
            var (other, otherPlace) = first[use.Value];
            var isMerged = otherPlace == place;
            mistakes.Add(
                isMerged ? places.Of(use.Entry).Place : place,
                $"the {other.What} at line {(isMerged ? places.Of(other.Entry).Place : otherPlace).Line} has the same {key}");
        }
    }

    /// <summary>A value that only one entry may have.</summary>
    private sealed record Use(string What, object Entry, string Property, object Value);
}

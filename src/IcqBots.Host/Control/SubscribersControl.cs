using System.Globalization;
using IcqBots.Host.Subscriptions;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots subscribers</c> in the host.</summary>
public sealed class SubscribersControl : IControlCommand
{
    private const string CommandName = "subscribers";

    private readonly BotFleet _fleet;

    internal SubscribersControl(BotFleet fleet) => _fleet = fleet;

    /// <inheritdoc/>
    public string Name => CommandName;

    /// <summary>Asks for the lists of a bot, or for the people on one of them.</summary>
    public static ControlRequest List(string bot, string? list) => new(CommandName, list is null ? bot : $"{bot} {list}");

    /// <summary>Asks that somebody is put on a list, or taken from it.</summary>
    public static ControlRequest Change(bool adds, string bot, string list, Uin person) => new(CommandName, $"{bot} {list} {(adds ? "add" : "remove")} {person}");

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        var words = (request.Target ?? "").Split(' ');
        if (!_fleet.Bots.TryGetValue(words[0], out var bot))
        {
            return await RefuseAsync("bot", words[0], _fleet.Bots.Keys, talk);
        }

        var lists = bot.Subscriptions;
        if (words.Length > 1 && !lists.Names.Contains(words[1]))
        {
            return await RefuseAsync("list", words[1], lists.Names, talk);
        }

        return words switch
        {
            [_] => await SayAsync(lists.Names.Select(name => $"{name}: {lists.SubscribersOf(name)!.Count}"), $"{bot.Name} has no subscriptions in bots.yaml", talk),
            [_, var list] => await SayAsync(lists.SubscribersOf(list)!.Select(uin => $"{uin}\t{Since(lists, list, uin)}"), $"nobody is on the list {list}", talk),
            [_, var list, var verb, var person] when Uin.TryParse(person, null, out var uin) => await ChangeAsync(lists, list, verb == "add", uin, talk),
            _ => await RefuseAsync("UIN", words[^1], [], talk),
        };
    }

    private static async Task<int> ChangeAsync(BotSubscriptions lists, string list, bool adds, Uin person, ControlTalk talk)
    {
        var isChanged = adds ? lists.Add(list, person) : lists.Remove(list, person);
        await talk.SayAsync((adds, isChanged) switch
        {
            (true, true) => $"{person} is on the list {list}",
            (true, false) => $"{person} was on the list {list} already",
            (false, true) => $"{person} is on the list {list} no more",
            _ => $"{person} was not on the list {list}",
        });
        return ControlExit.Ok;
    }

    private static async Task<int> SayAsync(IEnumerable<string> lines, string nothing, ControlTalk talk)
    {
        foreach (var line in lines.DefaultIfEmpty(nothing))
        {
            await talk.SayAsync(line);
        }

        return ControlExit.Ok;
    }

    private static async Task<int> RefuseAsync(string what, string word, IEnumerable<string> known, ControlTalk talk)
    {
        var meant = Spelling.Nearest(word, known);
        await talk.SayAsync($"there is no {what} \"{word}\"" + (meant is null ? "" : $"; did you mean \"{meant}\"?"), isError: true);
        return ControlExit.Mistake;
    }

    private static string Since(BotSubscriptions lists, string list, Uin person) =>
        lists.SinceOf(list, person)?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}

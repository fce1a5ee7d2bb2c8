using System.Globalization;
using IcqBots.Host.Configuration;
using IcqBots.Host.Replies;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots guards</c> in the host: who gets no automatic answers from a bot, and lets them have answers again.</summary>
/// <param name="file">What is in bots.yaml.</param>
/// <param name="guardsOf">The guards of a bot that runs, by its name.</param>
internal sealed class GuardsControl(BotsFile file, Func<string, ReplyGuards?> guardsOf) : IControlCommand
{
    /// <inheritdoc/>
    public string Name => "guards";

    /// <inheritdoc/>
    /// <remarks>The target is the name of a bot; behind a space the UIN whose silence and ban shall end.</remarks>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        var (name, person) = (request.Target ?? "").Split(' ', 2) is [var first, var rest] ? (first, rest) : (request.Target ?? "", "");
        if (guardsOf(name) is not { } guards)
        {
            var nearest = Spelling.Nearest(name, file.Bots.Select(bot => bot.Name));
            await talk.SayAsync($"there is no bot \"{name}\"{(nearest is null ? "" : $"; did you mean \"{nearest}\"?")}", isError: true);
            return ControlExit.Mistake;
        }

        return person.Length == 0 ? await ShowAsync(guards, talk) : await FreeAsync(guards, person, talk);
    }

    private static async Task<int> ShowAsync(ReplyGuards guards, ControlTalk talk)
    {
        var banned = guards.Bans.All().Select(ban => string.Create(CultureInfo.InvariantCulture, $"{ban.Person}  banned until {ban.Until:yyyy-MM-dd HH:mm} UTC"));
        var silent = guards.Silent().Select(each => $"{each.Person}  no answers for another {each.Left}");
        foreach (var line in banned.Concat(silent).DefaultIfEmpty("everybody gets answers"))
        {
            await talk.SayAsync(line);
        }

        return ControlExit.Ok;
    }

    private static async Task<int> FreeAsync(ReplyGuards guards, string person, ControlTalk talk)
    {
        if (!Uin.TryParse(person, null, out var uin) || !guards.Free(uin))
        {
            await talk.SayAsync($"{person} is neither banned nor silenced", isError: true);
            return ControlExit.Mistake;
        }

        await talk.SayAsync($"{uin} gets answers again");
        return ControlExit.Ok;
    }
}

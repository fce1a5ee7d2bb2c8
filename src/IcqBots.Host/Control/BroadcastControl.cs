using System.Text.Json;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots broadcast</c> in the host.</summary>
public sealed class BroadcastControl : IControlCommand
{
    private const string CommandName = "broadcast";
    private const string ListVerb = "list";
    private const string CancelVerb = "cancel ";

    /// <summary>So many of the last reports are shown.</summary>
    private const int ShownReports = 20;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly BotFleet _fleet;
    private readonly TimeProvider _time;

    internal BroadcastControl(BotFleet fleet, TimeProvider time) => (_fleet, _time) = (fleet, time);

    /// <inheritdoc/>
    public string Name => CommandName;

    /// <summary>Asks what is under way, and for the reports.</summary>
    public static ControlRequest List() => new(CommandName, ListVerb);

    /// <summary>Asks that a broadcast is sent to nobody else.</summary>
    public static ControlRequest Cancel(string id) => new(CommandName, CancelVerb + id);

    /// <summary>Asks for a broadcast.</summary>
    /// <param name="bot">The bot's name.</param>
    /// <param name="to">Who gets it, as <see cref="AudiencePart.ParseArgument"/> reads it; paths from their root.</param>
    /// <param name="text">The text, with names in braces.</param>
    /// <param name="rate">How many people a second, or "unlimited"; null: as the bot's broadcasts go.</param>
    public static ControlRequest Begin(string bot, IReadOnlyList<string> to, string text, string? rate) =>
        new(CommandName, JsonSerializer.Serialize(new Wish(bot, to, text, rate)));

    /// <inheritdoc/>
    public Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken) => request.Target switch
    {
        ListVerb or null => ListAsync(talk),
        var target when target.StartsWith(CancelVerb, StringComparison.Ordinal) => CancelAsync(target[CancelVerb.Length..], talk),
        var target => BeginAsync(JsonSerializer.Deserialize<Wish>(target)!, talk, cancellationToken),
    };

    private async Task<int> ListAsync(ControlTalk talk)
    {
        var reports = _fleet.Bots.Values.SelectMany(bot => bot.Broadcasts.Reports()).OrderByDescending(report => report.EndedAt).Take(ShownReports);
        var lines = _fleet.Bots.Values.SelectMany(bot => bot.Broadcasts.Running).Select(Line).Concat(reports.SelectMany(report => report.Lines()));
        foreach (var line in lines.DefaultIfEmpty("there was no broadcast in the last thirty days"))
        {
            await talk.SayAsync(line);
        }

        return ControlExit.Ok;
    }

    private static string Line(Broadcast broadcast)
    {
        var (done, failed) = broadcast.Progress;
        return $"{broadcast.Plan.Id} ({broadcast.Plan.What}) is under way: {done} of {broadcast.Total} settled, of these {failed} not reached"
            + (broadcast.WaitsFor is { } what ? $"; it waits for {what}" : "");
    }

    private async Task<int> CancelAsync(string id, ControlTalk talk)
    {
        if (!_fleet.Bots.Values.Any(bot => bot.Broadcasts.Cancel(id)))
        {
            await talk.SayAsync($"no broadcast \"{id}\" is under way; icqbots broadcast list shows them", isError: true);
            return ControlExit.Mistake;
        }

        await talk.SayAsync($"{id} is sent to nobody else");
        return ControlExit.Ok;
    }

    private async Task<int> BeginAsync(Wish wish, ControlTalk talk, CancellationToken cancellationToken)
    {
        if (await ReadAsync(wish, talk) is not { } order)
        {
            return ControlExit.Mistake;
        }

        // Who stops watching, or hangs, does not stop it.
        var broadcast = await _fleet.Bots[wish.Bot].BroadcastAsync(order, CancellationToken.None);
        if (broadcast.Total > 0)
        {
            await talk.SayAsync($"{broadcast.Plan.Id}, recipients: {broadcast.Total}");
        }

        string? told = null;
        while (!broadcast.Ended.IsCompleted)
        {
            await TellAsync();
            if (broadcast.WaitsFor is { } what && what != told)
            {
                await talk.SayAsync($"{broadcast.Plan.Id} waits for {what}", isError: true);
                told = what;
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(broadcast.Ended, Task.Delay(ProgressInterval, _time, ended.Token));
            await ended.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        await TellAsync();
        var report = await broadcast.Ended;
        foreach (var line in report.Lines())
        {
            await talk.SayAsync(line);
        }

        return report.IsComplete ? ControlExit.Ok : ControlExit.Failure;

        Task TellAsync()
        {
            var (done, failed) = broadcast.Progress;
            return talk.TellAsync(new ControlProgress { Done = done, Total = broadcast.Total, Failed = failed });
        }
    }

    private async Task<BroadcastOrder?> ReadAsync(Wish wish, ControlTalk talk)
    {
        if (!_fleet.Bots.ContainsKey(wish.Bot))
        {
            var meant = Spelling.Nearest(wish.Bot, _fleet.Bots.Keys);
            await talk.SayAsync($"there is no bot \"{wish.Bot}\"" + (meant is null ? "" : $"; did you mean \"{meant}\"?"), isError: true);
            return null;
        }

        var parts = wish.To.Select(AudiencePart.ParseArgument).OfType<AudiencePart>().ToList();
        var rate = wish.Rate is { } text ? SendingRate.Parse(text) : null;
        if (parts.Count < wish.To.Count || (rate is null) != (wish.Rate is null))
        {
            await talk.SayAsync("this host does not understand who gets it, or how fast; is it of another version?", isError: true);
            return null;
        }

        try
        {
            return new BroadcastOrder("icqbots broadcast", parts) { Text = TextTemplate.Parse(wish.Text), Rate = rate };
        }
        catch (TemplateException e)
        {
            var before = wish.Text[..e.Position];
            await talk.SayAsync($"the text, {before.Count(each => each == '\n') + 1}:{e.Position - before.LastIndexOf('\n')}: {e.Message}", isError: true);
            return null;
        }
    }

    private sealed record Wish(string Bot, IReadOnlyList<string> To, string Text, string? Rate);
}

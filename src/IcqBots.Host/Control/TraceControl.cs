using System.Globalization;
using System.Threading.Channels;
using IcqBots.Host.Configuration;
using IcqBots.Host.Traces;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Control;

/// <summary><c>icqbots trace</c>, in the host or, where none runs, in the program itself.</summary>
public sealed class TraceControl : IControlCommand
{
    /// <summary>Explanations that may wait for one who follows and does not read.</summary>
    private const int MaxWaiting = 1000;

    /// <summary>Of so many what was shown is remembered, so that what comes to them later can be shown.</summary>
    private const int MaxOpen = 1000;

    private const string Nothing = "nothing has come, or it was too long ago";

    private readonly Func<TraceBook> _book;
    private readonly BotsFile _file;
    private readonly TimeProvider _time;

    internal TraceControl(Func<TraceBook> book, BotsFile file, TimeProvider time) => (_book, _file, _time) = (book, file, time);

    /// <inheritdoc/>
    public string Name => "trace";

    /// <summary>Does it without a host; the exit code.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="show">Gets each line, and whether it belongs on standard error.</param>
    /// <param name="log">Gets what is wrong with the file.</param>
    /// <exception cref="IOException">The file cannot be used, or a host begins to use it.</exception>
    public static int RunAlone(string dataFolder, TraceQuery query, Action<string, bool> show, ILogger log)
    {
        using var taken = Directory.Exists(dataFolder) ? DataFolder.TakeAlone(dataFolder) : null;
        using var book = TraceBook.OpenAlone(dataFolder, TimeProvider.System, log);
        var texts = new TraceText(TimeZoneInfo.Local);
        foreach (var text in (book?.Last(query.Bot, query.From, query.Count) ?? []).Select(texts.Of).DefaultIfEmpty(Nothing))
        {
            foreach (var line in text.Split('\n'))
            {
                show(line, false);
            }
        }

        return ControlExit.Ok;
    }

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        var query = TraceQuery.Parse(request.Target ?? "");
        var bots = _file.Bots.Select(bot => bot.Name).ToList();
        if (query.Bot is { } name && !bots.Contains(name))
        {
            var meant = Spelling.Nearest(name, bots);
            await talk.SayAsync($"there is no bot \"{name}\"" + (meant is null ? "" : $"; did you mean \"{meant}\"?"), isError: true);
            return ControlExit.Mistake;
        }

        var book = _book();
        var changed = Channel.CreateBounded<TraceRow>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        if (query.Follows)
        {
            book.Kept += Follow;
        }

        try
        {
            var last = book.Last(query.Bot, query.From, query.Count);
            await SayAsync(last, talk);
            if (query.Follows)
            {
                await FollowAsync(last, changed.Reader, talk, cancellationToken);
            }
            else if (last.Count == 0)
            {
                await talk.SayAsync(Nothing);
            }
        }
        finally
        {
            book.Kept -= Follow;
        }

        return ControlExit.Ok;

        void Follow(IReadOnlyList<TraceRow> rows)
        {
            foreach (var row in rows.Where(query.Fits))
            {
                changed.Writer.TryWrite(row);
            }
        }
    }

    private async Task SayAsync(IReadOnlyList<TraceRow> rows, ControlTalk talk)
    {
        var texts = new TraceText(_time.LocalTimeZone);
        foreach (var row in rows)
        {
            await talk.SayAsync(texts.Of(row));
        }
    }

    /// <summary>Shows what comes, and what comes to those that were shown.</summary>
    private async Task FollowAsync(
        IReadOnlyList<TraceRow> last, ChannelReader<TraceRow> changed, ControlTalk talk, CancellationToken cancellationToken)
    {
        var shown = last.ToDictionary(KeyOf, TraceText.CountOf);
        var open = new Queue<(string Bot, long Number)>(shown.Keys);
        await foreach (var row in changed.ReadAllAsync(cancellationToken))
        {
            if (shown.TryGetValue(KeyOf(row), out var steps))
            {
                if (TraceText.Later(row, steps) is { } later)
                {
                    await talk.SayAsync(later);
                }
            }
            else
            {
                await SayAsync([row], talk);
                open.Enqueue(KeyOf(row));
            }

            shown[KeyOf(row)] = TraceText.CountOf(row);
            if (open.Count > MaxOpen)
            {
                shown.Remove(open.Dequeue());
            }
        }

        static (string, long) KeyOf(TraceRow row) => (row.Bot, row.Number);
    }
}

/// <summary>Which explanations somebody wants to see.</summary>
/// <param name="Bot">Of this bot; null: of all.</param>
/// <param name="From">Of messages of this person; null: of everything.</param>
/// <param name="Count">So many of the last.</param>
/// <param name="Follows">Whether those that come from now on are wanted, too.</param>
public sealed record TraceQuery(string? Bot, Uin? From, int Count, bool Follows)
{
    /// <summary>What <see cref="ToString"/> has written.</summary>
    /// <exception cref="FormatException">It is of another version.</exception>
    public static TraceQuery Parse(string text) => text.Split('/') is [var bot, var from, var count, var follows]
        ? new TraceQuery(
            bot.Length > 0 ? bot : null,
            from.Length > 0 ? Uin.Parse(from, CultureInfo.InvariantCulture) : null,
            int.Parse(count, CultureInfo.InvariantCulture),
            bool.Parse(follows))
        : throw new FormatException("icqbots trace is of another version than the host");

    /// <summary>For the way to the host. No bot has a slash in its name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bot}/{From}/{Count}/{Follows}");

    internal bool Fits(TraceRow row) => (Bot is null || row.Bot == Bot) && (From is null || row.From == From);
}

using System.Globalization;
using IcqBots.Storage;

namespace IcqBots.Host.Journal;

/// <summary>What an owner does with messages that were given up: looks at them, has them tried again, or forgets them.</summary>
/// <param name="database">The journal.</param>
/// <param name="bots">The bots that run; empty where no host does: then they are tried again when one starts.</param>
internal sealed class JournalDesk(BotDatabase database, IReadOnlyDictionary<string, Bot> bots)
{
    /// <summary>What stands for every message.</summary>
    public const string All = "all";

    private const int ShownText = 60;

    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>The messages that were given up, one a line.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public IReadOnlyList<string> Failed() =>
    [
        .. Load().Select(each => each.Received is { } row
            ? $"{each.Name}  {row.Bot} from {row.From}, {Local(row.ReceivedAt)}: {ReasonOf(row)}: {Shown(row.Text)}"
            : $"{each.Name}  {each.Sent!.Bot} to {each.Sent.To}, {Local(each.Sent.CreatedAt)}: {each.Sent.Reason}: {Shown(each.Sent.Text)}"),
    ];

    /// <summary>Has messages tried again; how many.</summary>
    /// <param name="name">One as <see cref="Failed"/> shows it, or <see cref="All"/>.</param>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public Task<int> RetryAsync(string name) => InTurnAsync(() => RetryAsync(Chosen(name)));

    /// <summary>Forgets messages; how many.</summary>
    /// <inheritdoc cref="RetryAsync(string)"/>
    public Task<int> DropAsync(string name) => InTurnAsync(() => DropAsync(Chosen(name)));

    /// <summary>One after the other, so that no two retries choose the same message.</summary>
    private Task<int> InTurnAsync(Func<Task<int>> work)
    {
        lock (_lock)
        {
            var turn = RunAsync(_last);
            _last = turn;
            return turn;
        }

        async Task<int> RunAsync(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            return await work();
        }
    }

    private async Task<int> RetryAsync(List<(string Name, ReceivedRow? Received, SentRow? Sent)> chosen)
    {
        foreach (var (_, received, sent) in chosen)
        {
            if (received is not null)
            {
                database.Write(new MessageStateChange(received.Id, JournalState.Open));
                if (bots.GetValueOrDefault(received.Bot) is { } bot)
                {
                    await bot.HandleAgainAsync(BotJournal.Again(received with { Tries = 0 }));
                }
            }
            else
            {
                // What has expired is wanted now.
                var again = sent! with { ExpiresAt = null };
                database.Write(new SendingStateChange(again.Id, JournalState.Open, null));
                bots.GetValueOrDefault(again.Bot)?.Outbox.Resume(again);
            }
        }

        await database.FlushAsync();
        return chosen.Count;
    }

    private async Task<int> DropAsync(List<(string Name, ReceivedRow? Received, SentRow? Sent)> chosen)
    {
        foreach (var (_, received, sent) in chosen)
        {
            database.Write(received is not null
                ? new MessageStateChange(received.Id, JournalState.Done)
                : new SendingStateChange(sent!.Id, JournalState.Done, null));
        }

        await database.FlushAsync();
        return chosen.Count;
    }

    private List<(string Name, ReceivedRow? Received, SentRow? Sent)> Load()
    {
        var (received, sent) = database.LoadFailed();
        return
        [
            .. received.Select(row => (string.Create(CultureInfo.InvariantCulture, $"in-{row.Id}"), (ReceivedRow?)row, (SentRow?)null)),
            .. sent.Select(row => (string.Create(CultureInfo.InvariantCulture, $"out-{row.Id}"), (ReceivedRow?)null, (SentRow?)row)),
        ];
    }

    private List<(string Name, ReceivedRow? Received, SentRow? Sent)> Chosen(string name) =>
        [.. Load().Where(each => name is All || each.Name == name)];

    private static string ReasonOf(ReceivedRow row) => row.Tries == ReceivedRow.TriesOfBackup
        ? "it was not handled when the backup was made"
        : $"the host ended {BotJournal.MaxTries} times before it was handled";

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Shown(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return $"\"{(line.Length > ShownText ? $"{line[..ShownText]}…" : line)}\"";
    }
}

using System.Globalization;
using IcqBots.Storage;

namespace IcqBots.Host.Broadcasts;

/// <summary>
/// Keeps the broadcasts of one bot: those under way until they end, then their reports for a while. They belong to the messages, so that a backup
/// brings none of them back.
/// </summary>
internal sealed class BroadcastStore(string bot, BotDatabase database, TimeProvider time)
{
    private const string Open = "broadcast/open/";
    private const string Done = "broadcast/done/";
    private const string Last = "broadcast/last";

    private static readonly TimeSpan ReportsKept = TimeSpan.FromDays(30);

    /// <summary>A name that no other broadcast of the bot has had.</summary>
    public string NewId()
    {
        var last = database.Update(KeyOf(Last), before => (Number(before) + 1).ToString(CultureInfo.InvariantCulture), expiresAt: null);
        return $"{bot}-{last}";
    }

    /// <summary>The name under which a person's copy is in the journal.</summary>
    public static string MessageKey(string id, uint uin) => string.Create(CultureInfo.InvariantCulture, $"{MessagePrefix(id)}{uin}");

    /// <summary>Keeps a broadcast that begins; ends when it is in the file, or cannot be written now.</summary>
    public Task AddAsync(BroadcastPlan plan)
    {
        database.Set(KeyOf(Open + plan.Id), plan.ToJson(), expiresAt: null);
        return database.FlushAsync();
    }

    /// <summary>What is to be written together with the copies of the people before this one.</summary>
    public Change Next(string id, int next) =>
        new StateChange(KeyOf($"{Open}{id}/next"), next.ToString(CultureInfo.InvariantCulture), ExpiresAt: null);

    /// <summary>Keeps what is known to have become of it.</summary>
    public void SaveMarks(Broadcast broadcast) => database.Set(KeyOf($"{Open}{broadcast.Plan.Id}/marks"), broadcast.MarksToJson(), expiresAt: null);

    /// <summary>Keeps the report of what has ended, in place of the rest.</summary>
    public void End(BroadcastReport report)
    {
        var expiry = (time.GetUtcNow() + ReportsKept).ToUnixTimeMilliseconds();
        database.Write(
            [
                new StateChange(KeyOf(Open + report.Id), null, null),
                new StateChange(KeyOf($"{Open}{report.Id}/next"), null, null),
                new StateChange(KeyOf($"{Open}{report.Id}/marks"), null, null),
                new StateChange(KeyOf(Done + report.Id), report.ToJson(), expiry),
            ],
            onWritten: null);
    }

    /// <summary>The report of a broadcast that has ended; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BroadcastReport? ReportOf(string id) => database.Get(KeyOf(Done + id)) is { } json ? BroadcastReport.Parse(json) : null;

    /// <summary>The reports that are kept, the last one first.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<BroadcastReport> Reports() =>
    [
        .. database.Keys(bot, "", Done).Select(key => ReportOf(key[Done.Length..])).OfType<BroadcastReport>().OrderByDescending(report => report.EndedAt),
    ];

    /// <summary>The broadcasts that were under way when the host ended, as far as they had come.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<Broadcast> LoadOpen() =>
    [
        .. database.Keys(bot, "", Open).Where(key => !key[Open.Length..].Contains('/', StringComparison.Ordinal)).Select(Load),
    ];

    /// <summary>The copies of a broadcast that the journal remembers, by their names.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyDictionary<string, SentRow> Copies(string id) => database.LoadSent(bot, MessagePrefix(id)).ToDictionary(row => row.Key!);

    private Broadcast Load(string key)
    {
        var broadcast = new Broadcast(BroadcastPlan.Parse(database.Get(KeyOf(key))!));
        if (database.Get(KeyOf($"{key}/marks")) is { } marks)
        {
            broadcast.TakeMarks(marks);
        }

        broadcast.Next = (int)Number(database.Get(KeyOf($"{key}/next")));
        return broadcast;
    }

    private static string MessagePrefix(string id) => $"broadcast/{id}/";

    private StateKey KeyOf(string key) => new(bot, "", key);

    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

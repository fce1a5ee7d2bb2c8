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

    private const int ReportsKept = 20;

    private static readonly TimeSpan ReportAge = TimeSpan.FromDays(30);

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

    /// <summary>What is to be written together with the copies of the people before <see cref="Broadcast.Next"/>.</summary>
    /// <param name="broadcast">The broadcast.</param>
    /// <param name="isSettled">Whether some of them have no copy, because it is known already what becomes of it: no other row tells that.</param>
    public IReadOnlyList<Change> Next(Broadcast broadcast, bool isSettled)
    {
        var next = new StateChange(
            KeyOf($"{Open}{broadcast.Plan.Id}/next"), broadcast.Next.ToString(CultureInfo.InvariantCulture), ExpiresAt: null);
        return isSettled ? [next, Marks(broadcast)] : [next];
    }

    /// <summary>Keeps what is known to have become of it.</summary>
    public void SaveMarks(Broadcast broadcast) => database.Write(Marks(broadcast));

    /// <summary>Keeps the report of what has ended, in place of the rest, and with it the nineteen before it.</summary>
    /// <exception cref="IOException">The others cannot be read.</exception>
    public void End(BroadcastReport report)
    {
        var expiry = (time.GetUtcNow() + ReportAge).ToUnixTimeMilliseconds();
        var tooOld = Reports().Skip(ReportsKept - 1);
        database.Write(
            [
                new StateChange(KeyOf(Open + report.Id), null, null),
                new StateChange(KeyOf($"{Open}{report.Id}/next"), null, null),
                new StateChange(KeyOf($"{Open}{report.Id}/marks"), null, null),
                new StateChange(KeyOf(Done + report.Id), report.ToJson(), expiry),
                .. tooOld.Select(old => new StateChange(KeyOf(Done + old.Id), null, null)),
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

    private StateChange Marks(Broadcast broadcast) => new(KeyOf($"{Open}{broadcast.Plan.Id}/marks"), broadcast.MarksToJson(), ExpiresAt: null);

    private static string MessagePrefix(string id) => $"broadcast/{id}/";

    private StateKey KeyOf(string key) => new(bot, "", key);

    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

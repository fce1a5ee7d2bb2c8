using System.Text.Json;
using IcqBots.Storage;

namespace IcqBots.Host.Scheduling;

/// <summary>Keeps what the schedules of one bot need after a restart, and the last runs of each.</summary>
internal sealed class ScheduleStore(BotDatabase database, string bot)
{
    /// <summary>So many runs of a schedule are kept.</summary>
    public const int KeptRuns = 50;

    /// <summary>No script can have this name: it is none of a file.</summary>
    private const string Owner = "schedules/";

    /// <summary>Between a schedule's name and the place of a run; no name has it.</summary>
    private const char Separator = '\n';

    /// <summary>What a schedule has kept; null where there is nothing.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ScheduleState? StateOf(string schedule) => Read<ScheduleState>(schedule);

    /// <summary>Keeps it.</summary>
    public void Save(string schedule, ScheduleState state) => database.Set(At(schedule), JsonSerializer.Serialize(state), expiresAt: null);

    /// <summary>Keeps a run together with what has changed by it.</summary>
    /// <param name="schedule">The schedule's name.</param>
    /// <param name="state">The schedule's state.</param>
    /// <param name="number">The run's number, from 1; the one that is fifty less makes room.</param>
    /// <param name="run">The run.</param>
    public void Save(string schedule, ScheduleState state, long number, ScheduleRun run) => database.Write(
        [
            new StateChange(At(schedule), JsonSerializer.Serialize(state), null),
            new StateChange(At($"{schedule}{Separator}{number % KeptRuns:00}"), JsonSerializer.Serialize(run), null),
        ],
        onWritten: null);

    /// <summary>The last runs of a schedule, the latest first.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<ScheduleRun> RunsOf(string schedule) =>
    [
        .. database.Keys(bot, Owner, $"{schedule}{Separator}").Select(Read<ScheduleRun>).OfType<ScheduleRun>().OrderByDescending(run => run.Began),
    ];

    /// <summary>Forgets all schedules but these, by bots; also those of bots that are gone.</summary>
    /// <exception cref="IOException">What is there cannot be read.</exception>
    public static void KeepOnly(BotDatabase database, Dictionary<string, HashSet<string>> schedules)
    {
        // No bot has an empty name.
        var index = new StateKey("", Owner, "bots");
        var before = (database.Get(index) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var now = string.Join(' ', schedules.Where(each => each.Value.Count > 0).Select(each => each.Key));
        List<Change> changes = [];
        foreach (var bot in schedules.Keys.Union(before))
        {
            changes.AddRange(database.Keys(bot, Owner, "")
                .Where(key => schedules.GetValueOrDefault(bot)?.Contains(key.Split(Separator)[0]) != true)
                .Select(key => new StateChange(new StateKey(bot, Owner, key), null, null)));
        }

        if (now != string.Join(' ', before))
        {
            changes.Add(new StateChange(index, now, null));
        }

        if (changes.Count > 0)
        {
            database.Write(changes, onWritten: null);
        }
    }

    private T? Read<T>(string key)
        where T : class
    {
        try
        {
            return database.Get(At(key)) is { } json ? JsonSerializer.Deserialize<T>(json) : null;
        }
        catch (JsonException)
        {
            // Of another version; as good as nothing.
            return null;
        }
    }

    private StateKey At(string key) => new(bot, Owner, key);
}

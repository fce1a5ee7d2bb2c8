using System.Globalization;
using System.Text.Json;
using IcqBots.Storage;

namespace IcqBots.Host.Scheduling;

/// <summary>Keeps what the scripts of one bot want done once, and what has become of the last of it.</summary>
internal sealed class JobStore(BotDatabase database, string bot)
{
    /// <summary>So many runs are kept.</summary>
    public const int KeptRuns = 50;

    /// <summary>No script can have this name: it is none of a file.</summary>
    private const string Owner = "jobs/";

    private const string JobPrefix = "job ";
    private const string RunPrefix = "run ";
    private const string LastKey = "last";

    /// <summary>The highest number that a job had; 0: there was none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public long LastId => Read<long>(LastKey);

    /// <summary>Those that wait, or were under way when the host ended.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IReadOnlyList<KeptJob> Jobs() => [.. database.Keys(bot, Owner, JobPrefix).Select(Read<KeptJob>).OfType<KeptJob>()];

    /// <summary>What has become of the last ones, the latest first.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<JobRun> Runs() =>
        [.. database.Keys(bot, Owner, RunPrefix).Select(Read<JobRun>).OfType<JobRun>().OrderByDescending(run => run.Number)];

    /// <summary>Keeps a new one, together with what the script does without waiting in between.</summary>
    public void Add(KeptJob job) => database.Write(
        [new StateChange(At(job.Id), JsonSerializer.Serialize(job), null), new StateChange(At(LastKey), JsonSerializer.Serialize(job.Id), null)],
        onWritten: null);

    /// <summary>Keeps that one begins; ends when that is in the file, or cannot be written now.</summary>
    public Task BeginAsync(KeptJob job)
    {
        database.Set(At(job.Id), JsonSerializer.Serialize(job), expiresAt: null);
        return database.FlushAsync();
    }

    /// <summary>Forgets one that was cancelled.</summary>
    public void Remove(long id) => database.Write(new StateChange(At(id), null, null));

    /// <summary>Forgets one, and keeps what has become of it.</summary>
    public void End(JobRun run) => database.Write(
        [
            new StateChange(At(run.Id), null, null),
            new StateChange(At($"{RunPrefix}{run.Number % KeptRuns:00}"), JsonSerializer.Serialize(run), null),
        ],
        onWritten: null);

    private T? Read<T>(string key)
    {
        try
        {
            return database.Get(At(key)) is { } json ? JsonSerializer.Deserialize<T>(json) : default;
        }
        catch (JsonException)
        {
            // Of another version; as good as nothing.
            return default;
        }
    }

    private StateKey At(long id) => At(string.Create(CultureInfo.InvariantCulture, $"{JobPrefix}{id:D10}"));

    private StateKey At(string key) => new(bot, Owner, key);
}

using System.Text.Json;
using IcqBots.Protocol;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Broadcasts;

/// <summary>What a bot knows of people, through restarts: who has ever written to it, and the nicks that the server has told. For any number of threads.</summary>
/// <param name="bot">The bot's name.</param>
/// <param name="database">Where it is kept.</param>
/// <param name="search">Asks the server who has a UIN.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The bot's log.</param>
internal sealed partial class People(
    string bot, BotDatabase database, Func<Uin, CancellationToken, Task<SearchResult>> search, TimeProvider time, ILogger log)
{
    // No file of a script has a name that ends in a slash.
    private const string Writers = "writers/";
    private const string Nicks = "nicks/";

    private const int MaxNick = 100;

    /// <summary>People change their nicks now and then.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private HashSet<Uin>? _writers;

    /// <summary>Everybody who has ever written to the bot and of whom it was certain who it was, in the order of their numbers.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<Uin> Everyone()
    {
        lock (_lock)
        {
            return [.. Load().OrderBy(uin => uin.Value)];
        }
    }

    /// <summary>True when the person has written before.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool HasWritten(Uin person)
    {
        lock (_lock)
        {
            return Load().Contains(person);
        }
    }

    /// <summary>A message of a person has come.</summary>
    public void NoteWriter(Uin person)
    {
        try
        {
            lock (_lock)
            {
                if (!Load().Add(person))
                {
                    return;
                }
            }

            database.Set(new StateKey(bot, Writers, person.ToString()), JsonSerializer.Serialize(time.GetUtcNow()), expiresAt: null);
        }
        catch (IOException e)
        {
            LogUnreadable(log, e.Message);
        }
    }

    /// <summary>The person's nick as the server told it last; null: it is not known. Asks nobody, and throws nothing.</summary>
    public string? NickOf(Uin person)
    {
        try
        {
            return Read(person) is { Length: > 0 } nick ? nick : null;
        }
        catch (IOException e)
        {
            LogUnreadable(log, e.Message);
            return null;
        }
    }

    /// <summary>True when the server has found the person lately, with a nick or without one.</summary>
    public bool IsKnown(Uin person)
    {
        try
        {
            return Read(person) is not null;
        }
        catch (IOException e)
        {
            LogUnreadable(log, e.Message);
            return false;
        }
    }

    /// <summary>Asks the server who has a UIN, and remembers the nick; false when it says that nobody has it.</summary>
    /// <exception cref="DeliveryException">The bot is offline, or the server does not answer.</exception>
    public async Task<bool> FindAsync(Uin person, CancellationToken cancellationToken)
    {
        if ((await search(person, cancellationToken)).Users.FirstOrDefault(user => user.Uin == person) is not { } found)
        {
            return false;
        }

        var nick = WireText.FromWire(found.Info.Nick);
        database.Set(
            new StateKey(bot, Nicks, person.ToString()),
            JsonSerializer.Serialize(nick.Length > MaxNick ? nick[..MaxNick] : nick),
            time.GetUtcNow() + KnownFor);
        return true;
    }

    private string? Read(Uin person) => database.Get(new StateKey(bot, Nicks, person.ToString())) is { } json ? JsonSerializer.Deserialize<string>(json) : null;

    private HashSet<Uin> Load() => _writers ??=
        [.. database.Keys(bot, Writers, "").Select(key => Uin.TryParse(key, null, out var uin) ? uin : default).Where(uin => uin.IsValid)];

    [LoggerMessage(LogLevel.Error, "What the bot knows of people cannot be read: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string reason);
}

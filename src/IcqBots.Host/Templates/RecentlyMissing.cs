using IcqBots.Protocol;

namespace IcqBots.Host.Templates;

/// <summary>People whom the server did not find in the last ten minutes. For any number of threads.</summary>
internal sealed class RecentlyMissing(TimeProvider time)
{
    /// <summary>So many are remembered.</summary>
    public const int MaxPeople = 1000;

    private static readonly TimeSpan _rememberedFor = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<Uin, long> _people = [];

    /// <summary>True where the server did not find the person lately.</summary>
    public bool Contains(Uin person)
    {
        lock (_lock)
        {
            return _people.TryGetValue(person, out var at) && time.GetElapsedTime(at) < _rememberedFor;
        }
    }

    /// <summary>The server has not found a person.</summary>
    public void Add(Uin person)
    {
        lock (_lock)
        {
            if (_people.Count >= MaxPeople)
            {
                _people.Clear();
            }

            _people[person] = time.GetTimestamp();
        }
    }
}

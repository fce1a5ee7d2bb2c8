namespace IcqBots.Host.Configuration;

/// <summary>Where the entries of a file, their keys and their values are.</summary>
internal sealed class EntryPlaces
{
    // By reference: two entries with the same content are two places.
    private readonly Dictionary<object, Spot> _entries = new(ReferenceEqualityComparer.Instance);

    /// <summary>Remembers the places of an entry.</summary>
    public void Add(object entry, Spot places) => _entries[entry] = places;

    /// <summary>True for an entry, and not for what was made of a single value.</summary>
    public bool Has(object entry) => _entries.ContainsKey(entry);

    /// <summary>The places of an entry.</summary>
    public Spot Of(object entry) => _entries[entry];

    /// <summary>The places of one entry; keys and values go by their names in C#.</summary>
    internal sealed class Spot(Place place)
    {
        /// <summary>Where the mapping begins.</summary>
        public Place Place { get; } = place;

        /// <summary>The keys that are there, misspelt ones and those with bad values too.</summary>
        public Dictionary<string, Place> Keys { get; } = [];

        /// <summary>The values that could be bound.</summary>
        public Dictionary<string, Place> Values { get; } = [];
    }
}

using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>A handler for what a person does, which may be only for some people, or not too often.</summary>
public class PersonHandler : Handler
{
    private readonly List<Func<Uin, bool>> _audience = [];
    private readonly List<Pause> _pauses = [];
    private readonly string _name;

    /// <param name="owner">Where it is registered.</param>
    /// <param name="kind">What it is run for.</param>
    /// <param name="name">What it is called where its pauses are kept; stays the same in the next version of the script.</param>
    /// <param name="place">Where it was registered.</param>
    /// <param name="body">The script's code.</param>
    internal PersonHandler(ScriptHandlers owner, string kind, string name, string place, Func<object?, Task> body)
        : base(owner, kind, place, body) => _name = name;

    /// <summary>What the handler gets instead of the event; null when the event is not for it. Runs under the limits of the handler.</summary>
    internal Func<object, object?> Select { get; init; } = scriptEvent => scriptEvent;

    /// <summary>True for people whom the rules of the handler let have it.</summary>
    /// <param name="person">Who it is, or says to be.</param>
    /// <param name="isVerified">Whether that is so, as far as ICQ can tell.</param>
    internal bool IsFor(Uin person, bool isVerified = true) =>
        (isVerified || !NeedsProof) && _audience.TrueForAll(admits => admits(person));

    /// <summary>The same for whose doing an event is; the trace tells why not.</summary>
    internal bool Admits(object scriptEvent)
    {
        var (person, isVerified) = (PersonOf(scriptEvent), IsVerified(scriptEvent));
        if (IsFor(person, isVerified))
        {
            return true;
        }

        Trace.Current?.Note($"{Place}: is not for {person}{(isVerified ? "" : ", of whom it is not certain who it is")}");
        return false;
    }

    /// <summary>True when it is only for people who were named, so that others may want to pass for them.</summary>
    internal bool NeedsProof { get; private set; }

    /// <summary>True when no rule keeps anybody from it.</summary>
    internal bool IsForEverybody => _audience.Count == 0;

    /// <summary>For whom alone it is, as far as that was said.</summary>
    internal IEnumerable<Uin> Chosen { get; private set; } = [];

    internal void Only(IEnumerable<Uin> people)
    {
        // A list of its own: what the script hands over may be a query, and its code has no limits here.
        var chosen = people.ToHashSet();
        _audience.Add(chosen.Contains);
        NeedsProof = true;
        Chosen = chosen;
    }

    internal void OnlyContacts(bool areContacts) => _audience.Add(person => Owner.IsContact(person) == areContacts);

    internal void Add(TimeSpan period, string? otherwise, bool perPerson) =>
        _pauses.Add(new Pause($"{_name}/{_pauses.Count}", period, otherwise, perPerson));

    private protected override async Task HandleAsync(object? scriptEvent)
    {
        if (Select(scriptEvent!) is not { } selected)
        {
            Trace.Current?.Note($"{Place}: does not fit the pattern of {Kind}");
        }
        else if (await PassesAsync(PersonOf(selected)))
        {
            await base.HandleAsync(selected);
        }
    }

    /// <summary>True when no pause keeps the handler from running now; then its pauses begin. Else the person is told what they say.</summary>
    private protected async Task<bool> PassesAsync(Uin person)
    {
        if (_pauses.Find(pause => Owner.IsPaused(pause, person)) is { } pause)
        {
            Trace.Current?.Note(
                $"{Place}: pauses {(pause.PerPerson ? $"for {person}" : "for everybody")} until {pause.Period} after it ran last");
            if (pause.Otherwise is { } text && Owner.MayTell(pause, person))
            {
                await Owner.TellAsync(person, text);
            }

            return false;
        }

        _pauses.ForEach(pause => Owner.Begin(pause, person));
        return true;
    }

    /// <summary>True when it is so certain whose doing an event is as ICQ allows.</summary>
    internal static bool IsVerified(object scriptEvent) => scriptEvent switch
    {
        Incoming incoming => incoming.IsVerified,
        FileOffer offer => offer.IsVerified,
        ChatRequest request => request.IsVerified,
        _ => true,
    };

    /// <summary>Whose doing an event is.</summary>
    internal static Uin PersonOf(object scriptEvent) => scriptEvent switch
    {
        Incoming incoming => incoming.From,
        Contact contact => contact.Uin,
        FileOffer offer => offer.From,
        ChatRequest request => request.From,
        LostMessage lost => lost.From,
        _ => throw new ArgumentException($"{scriptEvent.GetType().Name} has no person", nameof(scriptEvent)),
    };
}

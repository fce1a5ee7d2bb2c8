using System.Globalization;
using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>
/// A time in which a handler does not run again: for one person, or for everybody. It is kept in the script's store, so that people are not
/// answered twice because the author has saved the file; what is over goes away there by itself.
/// </summary>
/// <param name="Name">The name of the handler and the rule.</param>
/// <param name="Period">How long.</param>
/// <param name="Otherwise">What a person is told who comes in that time.</param>
/// <param name="PerPerson">Each person has their own.</param>
internal sealed record Pause(string Name, TimeSpan Period, string? Otherwise, bool PerPerson)
{
    /// <summary>True while it lasts. One that has longer to go than it lasts began before the clock was set back, and is over.</summary>
    public bool IsOn(IScriptStore store, Uin person, DateTimeOffset now) =>
        store.Get(Key(person)) is { } end && (Period >= DateTimeOffset.MaxValue - now || EndOf(end) - now <= Period);

    /// <summary>Begins.</summary>
    public void Begin(IScriptStore store, Uin person, DateTimeOffset now)
    {
        var end = DateTimeOffset.MaxValue - now > Period ? now + Period : DateTimeOffset.MaxValue;
        store.Set(Key(person), string.Create(CultureInfo.InvariantCulture, $"\"{end:O}\""), end);
    }

    /// <summary>True for the first time that a person comes while it lasts.</summary>
    public bool MayTell(IScriptStore store, Uin person)
    {
        var key = $"{ScriptState.OwnPrefix}told/{Name}/{person}";
        if (store.Get(key) is not null || store.Get(Key(person)) is not { } end)
        {
            return false;
        }

        store.Set(key, "true", EndOf(end));
        return true;
    }

    private static DateTimeOffset EndOf(string kept) =>
        DateTimeOffset.Parse(kept.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private string Key(Uin person) => PerPerson ? $"{ScriptState.OwnPrefix}pause/{Name}/{person}" : $"{ScriptState.OwnPrefix}pause/{Name}";
}

namespace IcqBots.Scripting;

/// <summary>What becomes of times that were missed: the machine slept, or icqbots did not run.</summary>
public enum Misfire
{
    /// <summary>The last of them is made up for, however late it is.</summary>
    FireOnce,

    /// <summary>None of them is made up for.</summary>
    Skip,

    /// <summary>All of them are made up for, one after the other.</summary>
    FireAll,
}

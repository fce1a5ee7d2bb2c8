namespace IcqBots.Scripting;

/// <summary>What happens when a schedule is due while its last run goes on.</summary>
public enum Overlap
{
    /// <summary>It runs when the other has ended; once, however often it was due meanwhile.</summary>
    Queue,

    /// <summary>It does not run.</summary>
    Skip,

    /// <summary>Both run at the same time.</summary>
    Parallel,
}

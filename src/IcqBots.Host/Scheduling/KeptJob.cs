namespace IcqBots.Host.Scheduling;

/// <summary>Something that a script wants done once, as it is kept over a restart.</summary>
/// <param name="Id">Its number among those of the bot.</param>
/// <param name="Script">The path of the script.</param>
/// <param name="Time">When.</param>
/// <param name="Name">The name of the handlers.</param>
/// <param name="Arguments">What they are given.</param>
/// <param name="EvenIfLate">Whether it is made up for however late it is.</param>
/// <param name="Tries">How often it has begun.</param>
internal sealed record KeptJob(
    long Id, string Script, DateTimeOffset Time, string Name, IReadOnlyDictionary<string, string> Arguments, bool EvenIfLate, int Tries);

/// <summary>What has become of one.</summary>
/// <param name="Number">Counts those of the bot that have run, or were left out.</param>
/// <param name="Id">The number of the job.</param>
/// <param name="Name">The name of its handlers.</param>
/// <param name="Run">Its run.</param>
internal sealed record JobRun(long Number, long Id, string Name, ScheduleRun Run);

using IcqBots.Scripting;

namespace IcqBots.Host.Scheduling;

/// <summary>What a schedule needs from its bot: all that scripts have, and the handlers that scripts registered.</summary>
internal interface IScheduledBot : IScriptBot
{
    /// <summary>Runs what scripts registered with OnSchedule under a name; nothing where they registered nothing.</summary>
    Task RunScheduleAsync(string name);

    /// <summary>True when a script registered an OnSchedule handler under the name.</summary>
    bool HasSchedule(string name);
}

/// <summary>Finds a running bot by its name in bots.yaml.</summary>
internal delegate IScheduledBot FindBot(string name);

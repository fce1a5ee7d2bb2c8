using IcqBots.Scripting;

namespace IcqBots.Host.Scheduling;

/// <summary>What a schedule needs from its bot: all that scripts have, and the handlers that scripts registered.</summary>
internal interface IScheduledBot : IScriptBot
{
    /// <summary>Runs what scripts registered with OnSchedule under a name; false where they registered nothing.</summary>
    Task<bool> RunScheduleAsync(string name);
}

/// <summary>Finds a running bot by its name in bots.yaml.</summary>
internal delegate IScheduledBot FindBot(string name);

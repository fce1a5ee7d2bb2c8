using IcqBots.Host.Broadcasts;
using IcqBots.Host.Scripts;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting;

namespace IcqBots.Host.Scheduling;

/// <summary>What a schedule needs from its bot: all that scripts have, and the handlers that scripts registered.</summary>
internal interface IScheduledBot : IScriptBot
{
    /// <summary>Changes the status; the away message is filled for each person who gets it, and null stands for the one in bots.yaml.</summary>
    Task SetStatusAsync(OnlineStatus status, TextTemplate? message, CancellationToken cancellationToken);

    /// <summary>The same for some time: then the status goes back to what it was before, unless something has changed it meanwhile.</summary>
    Task HoldStatusAsync(OnlineStatus status, TextTemplate? message, TimeSpan length, string schedule, CancellationToken cancellationToken);

    /// <summary>Adds somebody to the contact list, also over a restart.</summary>
    /// <exception cref="DeliveryException">The server did not acknowledge; the next login tells it.</exception>
    Task AddContactAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Takes somebody off the contact list, also over a restart.</summary>
    Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Ends when the bot is online, and has been told which of its contacts are.</summary>
    Task ListedAsync(CancellationToken cancellationToken);

    /// <summary>Begins to send a text to many.</summary>
    /// <exception cref="IOException">What the bot keeps cannot be read.</exception>
    Task<Broadcast> BroadcastAsync(BroadcastOrder order, CancellationToken cancellationToken);

    /// <summary>A text as one person gets it; a nick that is not known is asked for.</summary>
    Task<string> FillAsync(TextTemplate text, Uin person, CancellationToken cancellationToken);

    /// <summary>Runs what scripts registered with OnSchedule under a name.</summary>
    Task<HandlersEnd> RunScheduleAsync(string name, ScheduleArguments arguments);
}

/// <summary>Finds a running bot by its name in bots.yaml.</summary>
internal delegate IScheduledBot FindBot(string name);

using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>
/// The rules of handlers, to be written behind them: <c>OnMessage(…).FromContacts().Cooldown(TimeSpan.FromMinutes(1))</c>. All must hold.
/// </summary>
public static class HandlerRules
{
    /// <summary>The handler may run so long itself; waiting does not count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public static T TimeLimit<T>(this T handler, TimeSpan limit)
        where T : Handler
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        handler.Limit = limit;
        return handler;
    }

    /// <summary>
    /// Only for these people, as they are now; a command does not exist for others. What comes directly in their name counts only when it
    /// is verified (<see cref="Incoming.IsVerified"/>).
    /// </summary>
    public static T For<T>(this T handler, params IEnumerable<Uin> people)
        where T : PersonHandler
    {
        ArgumentNullException.ThrowIfNull(people);
        handler.Only(people);
        return handler;
    }

    /// <summary>Only for people on the bot's contact list; a command does not exist for others.</summary>
    public static T FromContacts<T>(this T handler)
        where T : PersonHandler
    {
        handler.OnlyContacts(true);
        return handler;
    }

    /// <summary>Only for people who are not on the bot's contact list; a command does not exist for others.</summary>
    public static T FromStrangers<T>(this T handler)
        where T : PersonHandler
    {
        handler.OnlyContacts(false);
        return handler;
    }

    /// <summary>
    /// Runs once for each person, and again for them when the period is over. That survives a restart and a new version of the script.
    /// </summary>
    /// <param name="handler">The handler.</param>
    /// <param name="period">How long, from the time when it runs.</param>
    /// <param name="otherwise">What a person is told, once, who comes again before that.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is not positive.</exception>
    public static T OncePerPerson<T>(this T handler, TimeSpan period, string? otherwise = null)
        where T : PersonHandler
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        handler.Add(period, otherwise, perPerson: true);
        return handler;
    }

    /// <summary>
    /// Runs once, whoever it is for, and again when the period is over. That survives a restart and a new version of the script.
    /// </summary>
    /// <param name="handler">The handler.</param>
    /// <param name="period">How long, from the time when it runs.</param>
    /// <param name="otherwise">What each person is told, once, who comes before that.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is not positive.</exception>
    public static T Cooldown<T>(this T handler, TimeSpan period, string? otherwise = null)
        where T : PersonHandler
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        handler.Add(period, otherwise, perPerson: false);
        return handler;
    }
}

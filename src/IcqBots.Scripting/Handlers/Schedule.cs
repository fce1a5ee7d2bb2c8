namespace IcqBots.Scripting;

/// <summary>A handler that runs on time, until it is disposed or its script ends.</summary>
public sealed class Schedule : Handler
{
    internal Schedule(ScriptHandlers owner, Timetable when, string place, Func<Task> handler)
        : base(owner, nameof(Schedule), place, _ => handler()) => When = when;

    internal Timetable When { get; private set; }

    /// <summary>Has it fire at other times from now on.</summary>
    internal void Change(Timetable when)
    {
        When = when;
        Owner.Reschedule(this);
    }

    private protected override Task HandleAsync(object? scriptEvent)
    {
        // What fires once needs no place any more; thousands of reminders may be set in the life of a script.
        if (When is Timetable.Moment)
        {
            Dispose();
        }

        return base.HandleAsync(scriptEvent);
    }
}

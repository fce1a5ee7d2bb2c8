using IcqBots.Soak;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>Three hours of the run that docs/reliability.md has three days of. Memory and handles are those of all tests of this process, and tell nothing.</summary>
public sealed class SoakTests
{
    [Fact]
    public async Task After_hours_of_use_there_are_no_more_timers_or_waiting_messages_than_before()
    {
        await using var run = await SoakRun.StartAsync();
        await run.HourAsync();
        var first = run.Sample();
        await run.HourAsync();
        await run.HourAsync();
        var last = run.Sample();

        // Four bots, eight people: a timer or two for each session, more while a message or a question is under way.
        Assert.InRange(last.Timers, 1, first.Timers + 12);
        Assert.InRange(last.Open, 0, 8);
        Assert.InRange(last.Stored, 0, 8);

        // The last fifty runs of a schedule, fifty jobs of a bot and twenty reports are kept; two hours have 44 runs, at most 75 jobs and 12 reports,
        // and a quarter more where the machine is busy: the clock goes on until everybody has logged in again.
        Assert.InRange(last.States, 1, first.States + 10 + ((44 + 75 + 12) * 5 / 4));
        Assert.Equal(3 * first.Said, last.Said);
        Assert.True(last.Heard >= last.Said, $"{last}");
        Assert.InRange(last.Received, 1, 3 * first.Received);
    }
}

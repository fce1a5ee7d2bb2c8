namespace IcqBots.Torture.Tests;

/// <summary>Short runs with real processes; long ones are for <c>dotnet run --project tests/IcqBots.Torture</c>.</summary>
public sealed class TortureRunTests
{
    /// <summary>Such a run takes 10 s on a machine with two cores.</summary>
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Kills_of_the_host_and_of_the_server_lose_nothing()
    {
        using var limit = new CancellationTokenSource(SafetyLimit);
        var scenario = new Scenario("short", "") { Kills = 3, Pauses = 1, Restarts = 1, Messages = 300, Senders = 6 };

        var result = await new TortureRun(scenario, seed: 3, new ProgressLine(TextWriter.Null, isTerminal: false)).RunAsync(limit.Token);

        Assert.True(result.IsGood, string.Join('\n', [.. result.Failures, .. result.Tally.Examples, result.Folder]));
        Assert.InRange(result.Tally.Acknowledged, scenario.Messages / 2, scenario.Messages);
    }

    [Fact]
    public void A_seed_always_plans_the_same_run()
    {
        var scenario = new Scenario("mixed", "") { Kills = 20, Pauses = 10, Restarts = 10, Fills = 10 };

        Assert.Equal(Trouble.Plan(scenario, 5), Trouble.Plan(scenario, 5));
        Assert.NotEqual(Trouble.Plan(scenario, 5), Trouble.Plan(scenario, 6));
    }
}

namespace IcqBots.Host.Tests.Configuration;

public sealed class ScheduleNameTests : IDisposable
{
    private readonly BotsYamlFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("''")]
    [InlineData("' '")]
    [InlineData("\"a\\nb\"")]
    public void A_schedule_has_a_name_of_one_line(string name) =>
        Assert.Equal(["5:25: \"name\" must be one line, and not empty"], MistakesOf($"name: {name}, run: x"));

    [Theory]
    [InlineData("run: x, arguments: { '': b }", "5:47: each of \"arguments\" needs a name")]
    [InlineData("actions: [{ run: x, arguments: { ' ': b } }]", "5:59: each of \"arguments\" needs a name")]
    public void An_argument_has_a_name(string action, string mistake) => Assert.Equal([mistake], MistakesOf($"name: s, {action}"));

    private IEnumerable<string> MistakesOf(string schedule) =>
        _folder.MistakesOf($"bots:\n  - name: a\n    uin: 1\n    password: p\n    schedules: [{{ {schedule}, cron: '@daily' }}]\n");
}

namespace IcqBots.Tests.Processes;

/// <summary>What somebody does who begins with an empty folder.</summary>
[Collection("Processes")]
public sealed class InitProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    public async Task InitializeAsync() => Assert.Equal(0, (await IcqBotsProcess.RunAsync(_folder.Path, "", "init")).ExitCode);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_files_have_no_mistakes_and_its_tests_pass()
    {
        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");
        Assert.Equal((0, ""), (check.ExitCode, check.Remarks));

        var test = await IcqBotsProcess.RunAsync(_folder.Path, "", "test");
        Assert.EndsWith("5 passed, 0 failed\n", test.Result, StringComparison.Ordinal);
        Assert.Equal(0, test.ExitCode);
    }

    [Fact]
    public async Task Its_bots_run_and_talk()
    {
        // Port 4000 may be somebody else's.
        _folder.Write("bots.yaml", $"{_folder.Read("bots.yaml")}\nembedded-server: {{ listen: {await TestFolder.FindFreeEndPointAsync()} }}\n");
        await using var run = IcqBotsProcess.Start(_folder.Path);
        await run.LineAsync("Ctrl-C stops.");

        await using var chat = IcqBotsProcess.Start(_folder.Path, "chat", "hello");
        await chat.WriteAsync("hi\n");
        await chat.LineAsync("hello: What is your name?");
        await chat.WriteAsync("Anna\n");
        await chat.LineAsync("hello: Hello, Anna! You said: hi");

        Assert.Equal(0, (await chat.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_script_is_added_with_a_test_that_passes_but_not_twice()
    {
        var added = await IcqBotsProcess.RunAsync(_folder.Path, "", "new", "script", "weather");
        var test = await IcqBotsProcess.RunAsync(_folder.Path, "", "test", "scripts/weather.csx", "scripts/weather.tests.csx");
        var again = await IcqBotsProcess.RunAsync(_folder.Path, "", "new", "script", "weather");

        Assert.Equal((0, ""), (added.ExitCode, added.Remarks));
        Assert.Contains("scripts: [scripts/weather.csx]", added.Result, StringComparison.Ordinal);
        Assert.EndsWith("2 passed, 0 failed\n", test.Result, StringComparison.Ordinal);
        Assert.Equal((2, "", "scripts/weather.csx is there already; take another name\n"), (again.ExitCode, again.Result, again.Remarks));
    }

    [Fact]
    public async Task Without_saying_what_is_new_the_help_is_shown()
    {
        var help = await IcqBotsProcess.RunAsync(_folder.Path, "", "new");

        Assert.Contains("script <NAME>", help.Result, StringComparison.Ordinal);
        Assert.Equal((2, ""), (help.ExitCode, help.Remarks));
    }
}

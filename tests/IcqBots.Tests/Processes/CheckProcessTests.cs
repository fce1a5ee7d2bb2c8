namespace IcqBots.Tests.Processes;

[Collection("Processes")]
public sealed class CheckProcessTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Good_files_are_listed_with_exit_code_0()
    {
        await _folder.CopyShippedFilesAsync();

        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");

        Assert.StartsWith("echo\t2001\tembedded\tscripts/echo.csx\t\n", check.Result, StringComparison.Ordinal);
        Assert.EndsWith("bots.yaml and its scripts are good.\n", check.Result, StringComparison.Ordinal);
        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public async Task Mistakes_in_the_file_are_told_with_their_places_and_exit_code_2()
    {
        _folder.Write("bots.yaml", """
            bots:
              - name: echo
                uin: 0
                pasword: secret
            """);

        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");

        Assert.Matches(@"(?m)^bots\.yaml:3:10: ", check.Remarks);
        Assert.Matches(@"(?m)^bots\.yaml:4:5: .*password", check.Remarks);
        Assert.DoesNotContain("secret", check.Remarks, StringComparison.Ordinal);
        Assert.Equal((2, ""), (check.ExitCode, check.Result));
    }

    [Fact]
    public async Task Settings_that_do_not_fit_the_scripts_are_told_with_their_places_and_exit_code_2()
    {
        _folder.Write("bots.yaml", """
            bots:
              - name: greeter
                uin: 2001
                password: x
                scripts: [greeter.csx]
                settings:
                  greting: Hello
                  times: many
            """);
        _folder.Write("greeter.csx", """
            record Wants(string Name, string Greeting = "Hi", int Times = 1);
            var settings = Settings<Wants>();
            OnMessage(message => message.ReplyAsync(settings.Greeting));
            """);

        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");

        Assert.Matches(@"(?m)^bots\.yaml:7:7: .*greeting", check.Remarks);
        Assert.Matches(@"(?m)^bots\.yaml:8:14: ", check.Remarks);
        Assert.Matches(@"(?m)^bots\.yaml:\d+:\d+: .*name", check.Remarks);
        Assert.Equal((2, ""), (check.ExitCode, check.Result));
    }

    [Fact]
    public async Task A_script_that_does_not_compile_is_told_with_its_place_and_exit_code_2()
    {
        _folder.Write("bots.yaml", "bots: [{ name: broken, uin: 2001, password: x, scripts: [broken.csx] }]");
        _folder.Write("broken.csx", "OnMessage(async message =>\n{\n    await message.RepyAsync(\"hello\");\n});\n");

        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");

        Assert.Matches(@"^broken\.csx:3:19: .*RepyAsync", check.Remarks);
        Assert.Equal((2, ""), (check.ExitCode, check.Result));
    }

    [Fact]
    public async Task A_script_that_does_not_start_is_told_with_its_place_and_exit_code_2()
    {
        _folder.Write("bots.yaml", "bots: [{ name: dice, uin: 2001, password: x, scripts: [dice.csx] }]");
        _folder.Write("dice.csx", "// Dice.\nOnCommand(\"roll {n:integer}\", async (IncomingMessage m, int n) => { });");

        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");

        Assert.StartsWith("dice.csx:2: ArgumentException: OnCommand(\"roll {n:integer}\"), column 9: ", check.Remarks, StringComparison.Ordinal);
        Assert.Equal((2, ""), (check.ExitCode, check.Result));
    }
}

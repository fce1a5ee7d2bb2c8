namespace IcqBots.Tests.Processes;

/// <summary>What a newcomer does, with the real program, the shipped files and real sockets.</summary>
[Collection("Processes")]
public sealed class ShippedBotsTests(RunningBots bots) : IClassFixture<RunningBots>
{
    [Fact]
    public void Six_bots_come_online_and_are_listed_with_how_to_talk_to_them()
    {
        Assert.Contains(
            """
            echo	2001	Echo	embedded	online
            herald	2002	Herald	embedded	online
            away	2003	Away	embedded	online
            shop	2007	Shop	embedded	online
            helper	2005	Helper	embedded	online
            relay	2006	Relay	embedded	online

            """,
            bots.Printed,
            StringComparison.Ordinal);
        Assert.Contains(
            $"""
            Talk to a bot from another terminal:
              dotnet {Path.Combine(AppContext.BaseDirectory, "icqbots.dll")} chat echo
            Any ICQ v2 client can log in at {bots.Server}, with a new UIN or an account of bots.yaml.

            """,
            bots.Printed,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\e', bots.Printed);
    }

    [Theory]
    [InlineData("chat", "echo")]
    [InlineData("chat", "echo", "--peer")]
    public async Task Piped_lines_are_echoed(params string[] arguments)
    {
        var chat = await IcqBotsProcess.RunAsync(bots.Folder, "hällo\n", arguments);

        Assert.Matches(@"^\d\d:\d\d:\d\d echo: You said: hällo\n$", chat.Result);
        Assert.Matches(@"^Connected as \d+\. echo is online\.\n$", chat.Remarks);
        Assert.Equal(0, chat.ExitCode);
    }

    [Fact]
    public async Task The_away_message_comes_with_the_acknowledgement()
    {
        var chat = await IcqBotsProcess.RunAsync(bots.Folder, "hello\n", "chat", "away", "--peer");

        Assert.Matches(@"^\d\d:\d\d:\d\d away is away: Gone fishing\.\n$", chat.Result);
        Assert.Equal(0, chat.ExitCode);
    }

    [Fact]
    public async Task Sigterm_ends_a_chat_with_0()
    {
        await using var chat = IcqBotsProcess.Start(bots.Folder, "chat", "echo");
        // The answer cannot come before the chat is there, and the input has not ended.
        await chat.WriteAsync("hello\n");
        await chat.LineAsync("You said: hello");
        await chat.TerminateAsync();

        Assert.Equal(0, (await chat.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Piped_lines_are_evaluated_against_a_running_bot()
    {
        var repl = await IcqBotsProcess.RunAsync(
            bots.Folder, "Contacts.Count\n1+1\nvar x = 20;\nx * 2\nawait SendAsync(1001, \"hi\")\n", "repl", "echo");

        Assert.Equal(new Ended(0, "0\n2\n40\n", ""), repl);
    }

    [Fact]
    public async Task A_line_with_a_mistake_is_told_and_the_next_ones_are_evaluated()
    {
        var repl = await IcqBotsProcess.RunAsync(bots.Folder, "Nmae\nName\n", "repl", "echo");

        Assert.Equal((1, "\"echo\"\n"), (repl.ExitCode, repl.Result));
        Assert.StartsWith("repl:1:1: error CS0103", repl.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_reloaded_by_hand()
    {
        var reload = await IcqBotsProcess.RunAsync(bots.Folder, "", "reload", "echo");

        Assert.Matches(@"^scripts/echo\.csx: live for echo after \d+ ms\n$", reload.Result);
        Assert.Equal((0, ""), (reload.ExitCode, reload.Remarks));
    }

    [Fact]
    public async Task A_script_with_a_mistake_is_not_reloaded_and_the_old_version_answers()
    {
        var path = Path.Combine(bots.Folder, "scripts", "faq.csx");
        var good = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, good + "\nOnMassage();\n");
        try
        {
            var reload = await IcqBotsProcess.RunAsync(bots.Folder, "", "reload", "scripts/faq.csx");

            Assert.Matches(@"(?m)^scripts/faq\.csx:\d+:1: error CS0103: .*OnMassage", reload.Remarks);
            Assert.EndsWith("scripts/faq.csx: not reloaded; the old version goes on\n", reload.Remarks, StringComparison.Ordinal);
            Assert.Equal((1, ""), (reload.ExitCode, reload.Result));
            var chat = await IcqBotsProcess.RunAsync(bots.Folder, "faq\n", "chat", "helper");
            Assert.Contains(" helper: ", chat.Result, StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(path, good);
        }
    }

    [Theory]
    [InlineData("reload", "ehco", "there is no bot and no script \"ehco\"; did you mean \"echo\"?\n")]
    [InlineData("repl", "ehco", "there is no bot \"ehco\"; did you mean \"echo\"?\n")]
    public async Task An_unknown_name_is_told_with_the_nearest_one(string command, string name, string expected) =>
        Assert.Equal(new Ended(2, "", expected), await IcqBotsProcess.RunAsync(bots.Folder, "", command, name));

    [Fact]
    public async Task A_port_that_is_in_use_is_told_in_a_line()
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(bots.Folder, "bots.yaml"));
        await File.WriteAllTextAsync(
            Path.Combine(bots.Folder, "other.yaml"), yaml.Replace("data: .icqbots", "data: other", StringComparison.Ordinal));

        var second = await IcqBotsProcess.RunAsync(bots.Folder, "", "run", "other.yaml");

        Assert.Equal($"UDP port {bots.Server} is in use: another program, perhaps another icqbots, listens there\n", second.Remarks);
        Assert.Empty(second.Result);
        Assert.Equal(1, second.ExitCode);
    }

    [Fact]
    public async Task A_second_host_with_the_same_data_folder_is_refused_in_a_line()
    {
        var second = await IcqBotsProcess.RunAsync(bots.Folder, "", "run");

        Assert.Matches(@"^a host runs with the data folder \S+/\.icqbots already; stop it, or write another ""data"" into bots\.yaml\n$", second.Remarks);
        Assert.Equal(("", 1), (second.Result, second.ExitCode));
    }
}

using System.CommandLine;
using System.Text.RegularExpressions;
using IcqBots.Host.Codes;

namespace IcqBots.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();
    private readonly CommandLine _commandLine;

    public CommandLineTests() => _commandLine = new CommandLine(new Output(_result, _remarks));

    public static TheoryData<string> Commands => ["", "run", "check", "init", "new", "new script", "test", "reload", "repl", "chat", "guards", "schedule", "trace", "journal", "backup", "restore", "totp", "decode"];

    public void Dispose()
    {
        _result.Dispose();
        _remarks.Dispose();
    }

    [Theory]
    [InlineData("chta", "Did you mean chat?")]
    [InlineData("frobnicate", "Unrecognized command or argument 'frobnicate'.")]
    [InlineData("--verson", "Did you mean --version?")]
    [InlineData("run --verbos", "Did you mean --verbose?")]
    [InlineData("run --pizza", "There is no option \"--pizza\".")]
    [InlineData("chat", "Required argument 'NAME-OR-UIN' missing")]
    [InlineData("chat --peer --pizza", "There is no option \"--pizza\".")]
    [InlineData("chat echo --as x --password p", "--as: \"x\" is not a UIN")]
    [InlineData("chat echo --as 1001", "--as and --password go together")]
    [InlineData("chat echo --file none.yaml", "none.yaml: there is no such file")]
    [InlineData("check none.yaml", "none.yaml: there is no such file")]
    [InlineData("reload --file none.yaml", "none.yaml: there is no such file")]
    [InlineData("reload --pizza", "There is no option \"--pizza\".")]
    [InlineData("repl", "Required argument 'BOT' missing")]
    [InlineData("repl echo --file none.yaml", "none.yaml: there is no such file")]
    [InlineData("init --pizza", "There is no option \"--pizza\".")]
    [InlineData("new scrpt weather", "Did you mean script?\nicqbots new --help tells")]
    [InlineData("new script", "Required argument 'NAME' missing for command: 'script'.\nicqbots new script --help tells")]
    [InlineData("new script weather.csx", "\"weather.csx\" is no name for a script: take letters, digits, - and _; did you mean \"weather\"?")]
    [InlineData("new script ../bots/my.script", "did you mean \"my-script\"?")]
    [InlineData("test --pizza", "There is no option \"--pizza\".")]
    [InlineData("test --file none.yaml", "none.yaml: there is no such file")]
    [InlineData("test none.csx", "none.csx does not exist; name a script, a file of tests or a folder")]
    [InlineData("broadcast herald --text hi --to ,", "--to names nobody")]
    [InlineData("broadcast herald --text hi --to 1001,contcts", "subscribers:NAME; did you mean \"contacts\"?")]
    [InlineData("backup", "Required argument 'FILE' missing")]
    [InlineData("backup --pizza", "There is no option \"--pizza\".")]
    [InlineData("restore x.zip --file none.yaml", "none.yaml: there is no such file")]
    [InlineData("trace --last many", "--last: \"many\" is not a number from 0 to 2147483647")]
    [InlineData("trace -n -3", "--last: \"-3\" is not a number from 0 to 2147483647")]
    [InlineData("trace --last 99999999999", "--last: \"99999999999\" is not a number from 0 to 2147483647")]
    [InlineData("totp --pizza", "There is no option \"--pizza\".")]
    [InlineData("decode --pizza", "There is no option \"--pizza\".")]
    [InlineData("decode none.pcap", "argument:1:1: 'n' is no hexadecimal digit\nThere is no file \"none.pcap\" either.")]
    [InlineData("decode 02 0", "argument:1:4: \"0\" has an odd number of digits; a byte has two")]
    [InlineData("decode 02 --from nobody", "client")]
    [InlineData("decode 02 --port 65536", "--port: \"65536\" is not a port, a number from 1 to 65535")]
    [InlineData("decode 02 --port abc", "--port: \"abc\" is not a port, a number from 1 to 65535")]
    [InlineData("decode 02 --encoding utf-8", "--encoding: \"utf-8\" is not a code page of ICQ clients")]
    public async Task A_mistake_is_told_with_exit_code_2(string line, string expected)
    {
        Assert.Equal(2, await _commandLine.RunAsync(line.Split(' ')));

        Assert.Contains(expected, _remarks.ToString(), StringComparison.Ordinal);
        Assert.Empty(_result.ToString());
    }

    [Fact]
    public async Task A_file_in_the_place_of_a_command_is_told_how_to_run()
    {
        var file = typeof(CommandLine).Assembly.Location;

        Assert.Equal(2, await _commandLine.RunAsync([file]));

        Assert.Contains($"icqbots run {file}\n", _remarks.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_one_line_and_whole_only_when_verbose()
    {
        Fail("boom", new InvalidOperationException("out of luck"));
        Fail("input", new IOException("the disk is full"));

        Assert.Equal(1, await _commandLine.RunAsync(["boom"]));
        Assert.Equal(1, await _commandLine.RunAsync(["input"]));
        Assert.Equal("InvalidOperationException: out of luck (--verbose shows where)\nthe disk is full\n", _remarks.ToString());

        Assert.Equal(1, await _commandLine.RunAsync(["boom", "--verbose"]));
        Assert.Contains("   at IcqBots.Tests.CommandLineTests", _remarks.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_a_command_names_its_arguments_and_options_and_has_examples_that_parse(string name)
    {
        Assert.Equal(0, await _commandLine.RunAsync([.. Words(name), "--help"]));

        var help = _result.ToString();
        Assert.All(NamesOf(Find(name)), each => Assert.Contains(each, help, StringComparison.Ordinal));
        var examples = help.Split("Examples:\n")[1].Split('\n').Where(line => line.Length > 0).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(_commandLine.Root.Parse(CommandOf(example)).Errors));
    }

    [Theory]
    [InlineData("broadcast cancel", "broadcast cancel <RUN> [options]")]
    [InlineData("subscribers add", "subscribers add <BOT> <LIST> <UIN> [options]")]
    [InlineData("schedule run", "schedule run <NAME> [options]")]
    public async Task The_help_of_a_verb_has_none_of_the_arguments_of_the_command_above(string name, string usage)
    {
        await _commandLine.RunAsync([.. Words(name), "--help"]);

        Assert.Contains($" {usage}\n", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_has_a_short_name_and_hides_no_other_option()
    {
        await _commandLine.RunAsync(["chat", "--help"]);

        Assert.Contains("-p, --password <PASSWORD>", _result.ToString(), StringComparison.Ordinal);
        Assert.True(_commandLine.Root.Parse(["chat", "echo", "--peer"]).GetValue<bool>("--peer"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_page_about_commands_has_a_row_for_each_command_and_option(string name)
    {
        var page = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "commands.md"));
        var rows = page.Where(line => line.StartsWith('|')).ToList();
        var command = Find(name);

        Assert.Contains(rows, row => row.StartsWith($"| `{$"icqbots {name}".TrimEnd()}", StringComparison.Ordinal));
        Assert.All(
            command.Options.SelectMany(option => option.Aliases.Append(option.Name).Where(each => each[0] == '-')),
            each => Assert.Contains(rows, row => Regex.IsMatch(row, $"^\\|[^|]*`{Regex.Escape(each)}[ `]")));
    }

    [Fact]
    public async Task A_new_secret_is_one_that_bots_yaml_takes_and_another_each_time()
    {
        Assert.Equal(0, await _commandLine.RunAsync(["totp", "my admin"]));
        Assert.Equal(0, await _commandLine.RunAsync(["totp"]));

        var lines = _result.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(TotpSecret.TryParse(lines[0], out var secret));
        Assert.Equal(lines[0], secret.Reveal());
        Assert.Equal($"otpauth://totp/icqbots:my%20admin?secret={lines[0]}&issuer=icqbots", lines[1]);
        Assert.NotEqual(lines[0], lines[2]);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The words behind "icqbots" in an example, without the explanation.</summary>
    private static string[] CommandOf(string example) =>
        Words(example[(example.IndexOf("icqbots", StringComparison.Ordinal) + "icqbots".Length)..].Split("   ")[0]);

    private static IEnumerable<string> NamesOf(Command command) =>
        [.. command.Options.Select(option => option.Name), .. command.Arguments.Select(argument => $"<{argument.Name}>"),
            .. command.Subcommands.Select(each => each.Name), "--verbose"];

    private Command Find(string name) =>
        Words(name).Aggregate((Command)_commandLine.Root, (command, word) => command.Subcommands.Single(each => each.Name == word));

    private void Fail(string name, Exception exception)
    {
        var command = new Command(name);
        command.SetAction(int (ParseResult _) => throw exception);
        _commandLine.Root.Subcommands.Add(command);
    }
}

using IcqBots.Commands;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Tests.Commands;

/// <summary><c>icqbots reload</c> and <c>icqbots repl</c> against a host that only listens.</summary>
public sealed class HostCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();
    private readonly Output _output;
    private readonly ControlServer _host;

    public HostCommandTests()
    {
        // The data folder is found although nothing else in the file is right in this shell.
        _folder.Write("bots.yaml", "data: kept\nbots: [{ name: echo, password: \"${ONLY_THE_HOST_HAS_THIS}\", scripts: [gone.csx] }]\n");
        _output = new Output(_result, _remarks);
        var file = new BotsFile { Path = BotsYaml, Data = "kept" };
        _host = new ControlServer(file, [new Answering("reload"), new Answering("repl")], TimeProvider.System, NullLogger<ControlServer>.Instance);
    }

    private string BotsYaml => Path.Combine(_folder.Path, "bots.yaml");

    public Task InitializeAsync() => _host.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _folder.Dispose();
        _result.Dispose();
        _remarks.Dispose();
    }

    [Fact]
    public async Task Reload_prints_what_the_host_says_and_ends_with_its_exit_code()
    {
        Assert.Equal(5, await RunAsync("reload", "echo"));

        Assert.Equal("reload of echo\n", _result.ToString());
        Assert.Equal("a mistake\n", _remarks.ToString());
    }

    [Theory]
    [InlineData(true, "a mistake\n? ? ? ")]
    [InlineData(false, "a mistake\n")]
    public async Task Repl_prints_answers_to_each_line_and_prompts_for_people_only(bool isInteractive, string remarks)
    {
        await using var client = await ControlClient.ConnectAsync(Path.Combine(_folder.Path, "kept"), CancellationToken.None);
        using var input = new StringReader("one\ntwo\n");

        Assert.Equal(5, await ReplCommand.TalkAsync(client, "echo", input, isInteractive, _output, CancellationToken.None));

        Assert.Equal("repl of echo\none!\ntwo!\n", _result.ToString());
        Assert.Equal(remarks, _remarks.ToString());
    }

    [Theory]
    [InlineData("reload")]
    [InlineData("repl", "echo")]
    public async Task Without_a_host_it_is_told_how_to_start_one(params string[] arguments)
    {
        await _host.StopAsync(CancellationToken.None);

        Assert.Equal(1, await RunAsync(arguments));

        Assert.Equal($"no host runs with the data folder {Path.Combine(_folder.Path, "kept")}; start one with icqbots\n", _remarks.ToString());
    }

    [Fact]
    public async Task A_file_that_is_no_YAML_is_a_mistake()
    {
        _folder.Write("bots.yaml", "data: @x\n");

        Assert.Equal(2, await RunAsync("reload"));

        Assert.Contains("bots.yaml:1:7: not valid YAML", _remarks.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] arguments) => new CommandLine(_output).RunAsync([.. arguments, "--file", BotsYaml]);

    private sealed class Answering(string name) : IControlCommand
    {
        public string Name => name;

        public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
        {
            await talk.SayAsync($"{name} of {request.Target}");
            await talk.SayAsync("a mistake", isError: true);
            while (name == "repl" && await talk.AskAsync("? ", cancellationToken) is { } line)
            {
                await talk.SayAsync($"{line}!");
            }

            return 5;
        }
    }
}

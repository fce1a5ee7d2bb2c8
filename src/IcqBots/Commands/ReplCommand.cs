using System.CommandLine;
using IcqBots.Host.Control;

namespace IcqBots.Commands;

/// <summary><c>icqbots repl</c>: evaluates C# lines against the globals of a running bot.</summary>
internal sealed class ReplCommand : Command
{
    public const string Examples = """
        icqbots repl echo                                    C# lines with the bot "echo"; Ctrl-D ends
        printf 'Contacts.Count\n' | icqbots repl echo      lines from a pipe, results to standard output
        """;

    private readonly Argument<string> _bot = new("BOT") { Description = "The name of a bot" };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public ReplCommand(Output output)
        : base("repl", "Evaluate C# lines against a bot of the running host, with all that its scripts can call")
    {
        _output = output;
        Arguments.Add(_bot);
        _bot.Validators.Add(CommandLine.RefuseOption);
        Options.Add(_file);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var stop = new StopSignal(cancellationToken);
            try
            {
                var folder = BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!);
                await using var host = await ControlClient.ConnectAsync(folder, stop.Token);
                return await TalkAsync(host, parsed.GetValue(_bot)!, Console.In, !Console.IsInputRedirected, _output, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                return ExitCode.Ok;
            }
        });
    }

    /// <summary>Sends lines, each when the one before it is answered; the exit code.</summary>
    /// <param name="host">The host.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="input">The lines.</param>
    /// <param name="isInteractive">True when a person types them, who sees prompts.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<int> TalkAsync(
        ControlClient host, string bot, TextReader input, bool isInteractive, Output output, CancellationToken cancellationToken)
    {
        await host.AskAsync(new ControlRequest("repl", bot), cancellationToken);
        while (true)
        {
            var turn = await host.ListenAsync(output.Answer, cancellationToken);
            if (turn.ExitCode is { } exitCode)
            {
                return exitCode;
            }

            if (isInteractive)
            {
                await output.Remarks.WriteAsync(TerminalText.CleanLine(turn.Prompt ?? ""));
                await output.Remarks.FlushAsync(cancellationToken);
            }

            // Reading a line from a terminal cannot be cancelled; the thread ends with the process.
            await host.SayAsync(await Task.Run(input.ReadLine, cancellationToken).WaitAsync(cancellationToken), cancellationToken);
        }
    }
}

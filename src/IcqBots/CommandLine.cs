using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using IcqBots.Commands;
using IcqBots.Scripting.Compilation;

namespace IcqBots;

/// <summary>All commands, and what becomes of mistakes and failures.</summary>
internal sealed class CommandLine
{
    private readonly Output _output;
    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Log every packet by its name and every script exception whole; show where an error comes from",
        Recursive = true,
    };

    public CommandLine(Output output)
    {
        _output = output;
        var run = new RunCommand(_verbose, output);
        var check = new CheckCommand(output);
        var chat = new ChatCommand(_verbose, output);
        var reload = new ReloadCommand(output);
        var repl = new ReplCommand(output);
        var decode = new DecodeCommand(output);
        var broadcast = new BroadcastCommand(output);
        var subscribers = new SubscribersCommand(output);
        var guards = new GuardsCommand(output);
        var journal = new JournalCommand(output);
        var schedule = new ScheduleCommand(output);
        var trace = new TraceCommand(output);
        var backup = new BackupCommand(output);
        var restore = new RestoreCommand(output);
        var totp = new TotpCommand(output);
        var test = new TestCommand(output);
        var init = new InitCommand(output);
        var add = new NewCommand(output);
        Root = new RootCommand("Runs ICQ bots that are written in C# scripts, and a server for them.")
        {
            run, check, test, reload, repl, chat, broadcast, subscribers, guards, schedule, trace, journal, backup, restore, totp, init, add, decode,
        };
        Root.Options.Add(_verbose);
        run.SetDefaultOf(Root);

        var help = Root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples(
            (HelpAction)help.Action!,
            new Dictionary<Command, string>
            {
                [Root] = RunCommand.RootExamples,
                [run] = RunCommand.Examples,
                [check] = CheckCommand.Examples,
                [reload] = ReloadCommand.Examples,
                [repl] = ReplCommand.Examples,
                [chat] = ChatCommand.Examples,
                [decode] = DecodeCommand.Examples,
                [broadcast] = BroadcastCommand.Examples,
                [subscribers] = SubscribersCommand.Examples,
                [guards] = GuardsCommand.Examples,
                [schedule] = ScheduleCommand.Examples,
                [trace] = TraceCommand.Examples,
                [journal] = JournalCommand.Examples,
                [backup] = BackupCommand.Examples,
                [restore] = RestoreCommand.Examples,
                [totp] = TotpCommand.Examples,
                [test] = TestCommand.Examples,
                [init] = InitCommand.Examples,
                [add] = NewCommand.Examples,
                [add.Script] = NewCommand.Examples,
            });
        add.SetHelp((SynchronousCommandLineAction)help.Action);
    }

    /// <summary>The command without a name, and the others below it.</summary>
    public RootCommand Root { get; }

    /// <summary>Does what the arguments say; the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        var parsed = Root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return TellMistakes(parsed);
        }

        try
        {
            // Each command ends by itself on Ctrl-C and SIGTERM.
            var configuration = new InvocationConfiguration
            {
                Output = _output.Result,
                Error = _output.Remarks,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (MistakeException e)
        {
            foreach (var mistake in e.Mistakes)
            {
                _output.Error(mistake);
            }

            return ExitCode.Mistake;
        }
        catch (Exception e)
        {
            _output.Error(parsed.GetValue(_verbose) ? e.ToString()
                : e is IOException or UnauthorizedAccessException ? e.Message
                : $"{e.GetType().Name}: {e.Message} (--verbose shows where)");
            return ExitCode.Failure;
        }
    }

    /// <summary>The library takes every word for an argument that is still missing, also one that was meant as an option.</summary>
    public static void RefuseOption(ArgumentResult argument)
    {
        if (argument.Tokens.Select(token => token.Value).FirstOrDefault(word => word.StartsWith('-')) is { } option)
        {
            argument.AddError($"There is no option \"{option}\".");
        }
    }

    private int TellMistakes(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            _output.Error(error.Message);
        }

        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Concat<Symbol>(command.Options).Append(_verbose).Select(each => each.Name).ToList();
        foreach (var word in parsed.CommandResult.Tokens.Select(token => token.Value).Concat(parsed.UnmatchedTokens))
        {
            if (command == Root && File.Exists(word))
            {
                _output.Note($"To run the bots of a file: icqbots run {word}");
            }
            else if (Spelling.Nearest(word, known) is { } meant)
            {
                _output.Note($"Did you mean {meant}?");
            }
        }

        _output.Note($"{FullName(command)} --help tells how it is used.");
        return ExitCode.Mistake;
    }

    private string FullName(Command command) =>
        command == Root ? "icqbots" : $"{FullName((Command)command.Parents.First())} {command.Name}";
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IcqBots;

/// <summary>The help of the library, and below it the examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyDictionary<Command, string> examples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        // The library would write "broadcast <BOT> list", but the arguments of a command are none of those below it.
        var command = parseResult.CommandResult.Command;
        foreach (var argument in command.Parents.OfType<Command>().SelectMany(parent => parent.Arguments))
        {
            argument.Hidden = true;
        }

        var exitCode = help.Invoke(parseResult);
        if (examples.TryGetValue(command, out var text))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in text.Split('\n'))
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        return exitCode;
    }
}

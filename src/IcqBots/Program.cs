using System.CommandLine;
using System.Text;
using IcqBots.Commands;

// People's texts are printed as they are, whatever the terminal's locale says.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var run = new RunCommand();
var root = new RootCommand("A host for ICQ bots that are written in C# scripts. Without a command it runs the bots of bots.yaml.")
{
    run,
    new CheckCommand(),
    new ChatCommand(),
};
run.AddTo(root);

// Each command ends by itself on Ctrl-C and SIGTERM.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

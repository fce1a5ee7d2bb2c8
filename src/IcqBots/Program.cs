using System.Text;
using IcqBots;

// People's texts are printed as they are, whatever the terminal's locale says.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await new CommandLine(Output.OfConsole()).RunAsync(args);

using System.CommandLine;
using IcqBots.Host.Configuration;
using IcqBots.Scripting.Editing;

namespace IcqBots.Commands;

/// <summary><c>icqbots init</c>: writes a folder with bots that run at once.</summary>
internal sealed class InitCommand : Command
{
    public const string Examples = """
        icqbots init                       this folder
        icqbots init my-bots               a new one
        cd my-bots && icqbots              runs them
        """;

    private readonly Argument<string> _folder = new("folder")
    {
        Description = "The folder, which need not exist; files of yours that are there stay as they are",
        DefaultValueFactory = _ => ".",
    };
    private readonly Output _output;

    public InitCommand(Output output)
        : base("init", "Write a folder with a bots.yaml, scripts, a test, and what editors need to help")
    {
        _output = output;
        _folder.Validators.Add(CommandLine.RefuseOption);
        Arguments.Add(_folder);
        SetAction(parsed => Init(parsed.GetValue(_folder)!));
    }

    private int Init(string folder)
    {
        foreach (var name in Template.OfFolder)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                _output.Lines($"is there already  {path}");
                continue;
            }

            Write(path, Template.Read(name));
        }

        // These follow the program: a newer one writes them anew.
        Write(Path.Combine(folder, "bots.schema.json"), BotsSchema.Write());
        Write(Path.Combine(folder, "icqbots.rsp"), EditorResponseFile.Write());
        Write(Path.Combine(folder, "scripts", EditorGlobals.FileName), EditorGlobals.Write(typeof(Scripting.BotScript)));

        var change = folder == "." ? "" : $"cd {folder} && ";
        _output.Lines(
            "",
            $"  {change}icqbots                  run the bots; they are reloaded when you save a script",
            "  icqbots chat hello       talk to one from another terminal",
            "  icqbots test             run the tests",
            "  icqbots new script NAME  write another script");
        return ExitCode.Ok;
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
        _output.Lines($"written           {path}");
    }
}

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
        cd my-bots && icqbots              runs its bots
        """;

    private readonly Argument<string> _folder = new("FOLDER")
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
        if (File.Exists(folder))
        {
            throw new MistakeException($"{folder} is a file; name a folder, or one that is to be made");
        }

        var shown = folder == "." ? "" : folder;

        // Somebody who has bots of their own wants no others beside them.
        var hasBots = File.Exists(Path.Combine(folder, BotsFileArgument.DefaultPath));
        foreach (var name in hasBots ? [BotsFileArgument.DefaultPath, .. Template.OfFolder] : Template.OfBots.Concat(Template.OfFolder))
        {
            WriteNew(Path.Combine(shown, name), name);
        }

        // These follow the program: a newer one writes them anew.
        Write(Path.Combine(shown, "bots.schema.json"), BotsSchema.Write());
        Write(Path.Combine(shown, "icqbots.rsp"), EditorResponseFile.Write());
        Write(Path.Combine(shown, "scripts", EditorGlobals.FileName), EditorGlobals.WriteForScripts());
        Write(Path.Combine(shown, "scripts", EditorGlobals.TestsFileName), EditorGlobals.WriteForTests());

        var enter = shown == "" ? "" : folder.Contains(' ') ? $"cd \"{folder}\" && " : $"cd {folder} && ";
        _output.Lines(
        [
            "",
            $"{enter}icqbots",
            "    runs the bots; what you save in a script is live at once",
            .. hasBots ? (string[])[] : ["icqbots chat hello", "    talks to one, from another terminal"],
            "icqbots test",
            "    runs the tests",
            "icqbots new script NAME",
            "    adds a script",
        ]);
        return ExitCode.Ok;
    }

    private void WriteNew(string path, string template)
    {
        if (File.Exists(path))
        {
            _output.Lines($"left as it is  {path}");
        }
        else
        {
            Write(path, Template.Read(template));
        }
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
        _output.Lines($"written        {path}");
    }
}

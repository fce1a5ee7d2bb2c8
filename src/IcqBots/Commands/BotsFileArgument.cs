using System.CommandLine;
using IcqBots.Host.Configuration;

namespace IcqBots.Commands;

/// <summary>The path of bots.yaml as an argument of a command.</summary>
internal sealed class BotsFileArgument : Argument<string>
{
    /// <summary>The path without an argument.</summary>
    public const string DefaultPath = "bots.yaml";

    public BotsFileArgument()
        : base("bots.yaml")
    {
        Description = "The file with the bots";
        DefaultValueFactory = _ => DefaultPath;
        Validators.Add(CommandLine.RefuseOption);
    }

    /// <summary>The data folder that a file names: the running host is known by it.</summary>
    /// <exception cref="MistakeException">The file cannot be read.</exception>
    public static string ReadDataFolder(string path)
    {
        try
        {
            return BotsFileReader.DataFolderOf(path, Variables.Find);
        }
        catch (FormatException e)
        {
            throw new MistakeException(e.Message.Split('\n'));
        }
    }

    /// <summary>The same path as an option, for commands with other arguments.</summary>
    public static Option<string> AsOption() => new("--file")
    {
        Description = "The file with the bots",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultPath,
    };

    /// <summary>The file.</summary>
    /// <exception cref="MistakeException">It has mistakes, or cannot be read.</exception>
    public static BotsFile Read(string path)
    {
        var reading = BotsFileReader.Read(path, Variables.Find);
        return reading.File ?? throw new MistakeException([.. reading.Mistakes.Select(mistake => mistake.ToString())]);
    }
}

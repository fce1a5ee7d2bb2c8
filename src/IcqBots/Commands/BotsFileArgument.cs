using System.CommandLine;
using IcqBots.Host.Configuration;

namespace IcqBots.Commands;

/// <summary>The path of bots.yaml as an argument of a command.</summary>
internal sealed class BotsFileArgument : Argument<string>
{
    /// <summary>The exit code for a file with mistakes.</summary>
    public const int MistakesExitCode = 2;

    public BotsFileArgument()
        : base("bots.yaml")
    {
        Description = "The file with the bots";
        DefaultValueFactory = _ => "bots.yaml";
    }

    /// <summary>The file, or null after its mistakes have been printed to standard error.</summary>
    public static BotsFile? Read(string path)
    {
        var reading = BotsFileReader.Read(path, Environment.GetEnvironmentVariable);
        foreach (var mistake in reading.Mistakes)
        {
            Output.Error(mistake.ToString());
        }

        return reading.File;
    }
}

using IcqBots.Host.Configuration;
using IcqBots.Scripting.Running;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Journal;

/// <summary>Opens the file in which the bots of a host keep things: <c>bots.db</c> in the data folder.</summary>
internal static class HostDatabase
{
    /// <summary>
    /// Opens the file as bots.yaml wants it, and takes over what former programs have kept. What a script does between two waits is written
    /// together.
    /// </summary>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    public static BotDatabase Open(BotsFile file, TimeProvider time, ILogger log)
    {
        var options = new BotDatabaseOptions
        {
            WaitsForDisk = file.Durability == Durability.Power,
            Keep = file.Retention.Age,
            MaxBytes = file.Retention.Size.Bytes,
            AtEndOfTurn = ScriptThread.TryAtEndOfTurn,
        };
        var database = BotDatabase.Open(PathIn(file.DataFolder), options, time, log);
        FormerScriptFile.TakeOver(Path.Combine(file.DataFolder, "scripts.db"), PathIn(file.DataFolder), log);
        return database;
    }

    /// <summary>Opens the file while no host runs; null where there is none.</summary>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    public static BotDatabase? OpenAlone(string dataFolder, TimeProvider time, ILogger log) =>
        File.Exists(PathIn(dataFolder)) ? BotDatabase.Open(PathIn(dataFolder), new BotDatabaseOptions(), time, log) : null;

    /// <summary>Where the file is.</summary>
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, KeptFile.Bots.Name);
}

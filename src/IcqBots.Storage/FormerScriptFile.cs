using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>The file in which scripts kept things before there was a <see cref="BotDatabase"/>.</summary>
public static partial class FormerScriptFile
{
    /// <summary>
    /// Takes over what scripts kept in a former file, and renames it. What they keep in the present file under the same keys stays as it is. A file that
    /// cannot be read is told in the log and left alone.
    /// </summary>
    /// <param name="former">The former file, which need not exist.</param>
    /// <param name="present">The file of a <see cref="BotDatabase"/>, which may be open.</param>
    /// <param name="log">The log.</param>
    public static void TakeOver(string former, string present, ILogger log)
    {
        if (!File.Exists(former))
        {
            return;
        }

        try
        {
            int count;
            using (var file = SqliteFile.Open(present, BotTables.SchemaSteps))
            {
                count = file.Guard(() =>
                {
                    file.Execute("ATTACH DATABASE $former AS former", ("$former", former));
                    var rows = file.Execute("INSERT OR IGNORE INTO main.state SELECT bot, script, key, json, expires_at FROM former.state");
                    file.Execute("DETACH DATABASE former");
                    return rows;
                });
            }

            var renamed = $"{former}.migrated";
            File.Move(former, renamed, overwrite: true);
            LogTakenOver(log, count, former, renamed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            LogNotTakenOver(log, former, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} texts that scripts kept in {Former} are taken over; the file is now {Renamed}, and can be deleted")]
    private static partial void LogTakenOver(ILogger log, int count, string former, string renamed);

    [LoggerMessage(LogLevel.Error, "What scripts kept in {Former} cannot be taken over, and is tried again at the next start: {Reason}")]
    private static partial void LogNotTakenOver(ILogger log, string former, string reason);
}

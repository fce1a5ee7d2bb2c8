namespace IcqBots.Storage;

/// <summary>A kind of database file in the data folder: how it can be copied while it is used, checked, and prepared to take the place of another.</summary>
public sealed class KeptFile
{
    /// <summary>What the bots keep. What is under no script's name is the host's own, and belongs to the messages.</summary>
    public static readonly KeptFile Bots = new(
        "bots.db",
        BotTables.SchemaSteps,
        """
        DELETE FROM inbox; INSERT INTO inbox SELECT * FROM now.inbox;
        DELETE FROM outbox; INSERT INTO outbox SELECT * FROM now.outbox;
        DELETE FROM state WHERE script = ''; INSERT INTO state SELECT * FROM now.state WHERE script = '';
        """,
        $"""
        UPDATE inbox SET state = 2, tries = {ReceivedRow.TriesOfBackup} WHERE state = 0;
        UPDATE outbox SET state = 2, reason = 'it was not delivered when the backup was made' WHERE state = 0;
        DELETE FROM state WHERE script = '' AND key GLOB 'broadcast/open/*';
        """);

    /// <summary>What the embedded server keeps.</summary>
    public static readonly KeptFile Server = new(
        "server.db",
        ServerDatabase.SchemaSteps,
        "DELETE FROM message; INSERT INTO message SELECT * FROM now.message;",
        "");

    /// <summary>All kinds.</summary>
    public static readonly IReadOnlyList<KeptFile> All = [Bots, Server];

    private readonly string[] _schemaSteps;
    private readonly string _takeMessages;
    private readonly string _setMessagesAside;

    private KeptFile(string name, string[] schemaSteps, string takeMessages, string setMessagesAside)
    {
        Name = name;
        _schemaSteps = schemaSteps;
        _takeMessages = takeMessages;
        _setMessagesAside = setMessagesAside;
    }

    /// <summary>Its name in the data folder.</summary>
    public string Name { get; }

    /// <summary>Makes a copy (mode 0600) of a file as it is at one moment, while others write into it.</summary>
    /// <exception cref="IOException">The file cannot be read, or the copy not be written.</exception>
    public void Copy(string path, string copy)
    {
        using var file = SqliteFile.Open(path, _schemaSteps);
        DataFolder.CreateFile(copy);
        file.Guard(() => file.Execute("VACUUM INTO $copy", ("$copy", copy)));
    }

    /// <summary>Checks a copy, and makes a file of the present version of it.</summary>
    /// <exception cref="NewerFileException">It was written by a newer program.</exception>
    /// <exception cref="IOException">It is damaged, or no such file.</exception>
    public void Check(string copy)
    {
        using var file = SqliteFile.Open(copy, _schemaSteps, waitsForDisk: true);
        using var fresh = SqliteFile.InMemory(_schemaSteps);
        if (file.Guard(() => file.Text("PRAGMA integrity_check")) != "ok")
        {
            throw new IOException($"{Name} is damaged");
        }

        const string Schema = "SELECT group_concat(entry, char(10)) FROM (SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS entry FROM sqlite_schema ORDER BY 1)";
        if (file.Guard(() => file.Text(Schema)) != fresh.Guard(() => fresh.Text(Schema)))
        {
            throw new IOException($"{Name} has other tables than a file of icqbots");
        }
    }

    /// <summary>
    /// Makes a checked copy ready to take the place of the present file: the messages of now take the place of those of then, which have been handled and
    /// sent since. Where there is no present file to take them from, those of then that were not finished are given up, for the owner to decide.
    /// </summary>
    /// <param name="copy">The copy.</param>
    /// <param name="present">The file of which nobody makes use now; it need not exist.</param>
    /// <returns>False when the messages of now could not be had.</returns>
    /// <exception cref="NewerFileException">The present file was written by a newer program.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public bool Prepare(string copy, string present)
    {
        var hasPresent = File.Exists(present) && CanBeRead(present);
        using var file = SqliteFile.Open(copy, _schemaSteps, waitsForDisk: true);
        return file.Guard(() =>
        {
            if (hasPresent)
            {
                file.Execute("ATTACH DATABASE $present AS now", ("$present", present));
            }

            using (var transaction = file.BeginTransaction())
            {
                if ((hasPresent ? _takeMessages : _setMessagesAside) is { Length: > 0 } sql)
                {
                    file.Execute(sql);
                }

                transaction.Commit();
            }

            return hasPresent;
        });
    }

    private bool CanBeRead(string present)
    {
        try
        {
            Check(present);
            return true;
        }
        catch (IOException e) when (e is not NewerFileException)
        {
            return false;
        }
    }
}

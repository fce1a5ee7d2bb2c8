using Microsoft.Data.Sqlite;

namespace IcqBots.Storage;

/// <summary>
/// One SQLite file with a schema that grows in steps. What a call has written survives the end of the process. Not for several threads
/// at a time; several processes may have the file open.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>How long another process may keep the file to itself.</summary>
    private const int BusySeconds = 2;

    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private bool _isClosed;

    private SqliteFile(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
    }

    /// <summary>Where it is.</summary>
    public string Path => _path;

    /// <summary>True when an exception tells that the file is no database, or a broken one.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: Corrupt or NotADatabase } || (exception.InnerException is { } inner && IsDamage(inner));

    /// <summary>Opens the file, and makes it (mode 0600) where it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schemaSteps">What makes a file of each version from one of the version before it. A released step is never changed.</param>
    /// <param name="waitsForDisk">Whether what a call has written survives a power failure, too.</param>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not such a database.</exception>
    public static SqliteFile Open(string path, IReadOnlyList<string> schemaSteps, bool waitsForDisk = false)
    {
        DataFolder.CreateFile(path);
        return OpenAny(path, schemaSteps, waitsForDisk);
    }

    /// <summary>An empty one that is gone when it is closed.</summary>
    public static SqliteFile InMemory(IReadOnlyList<string> schemaSteps) => OpenAny(":memory:", schemaSteps, false);

    /// <summary>The text that a statement gives; null where it gives none.</summary>
    public string? Text(string sql)
    {
        using var command = Command(sql, []);
        return command.ExecuteScalar() as string;
    }

    private static SqliteFile OpenAny(string path, IReadOnlyList<string> schemaSteps, bool waitsForDisk)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        var file = new SqliteFile(connection, path);
        try
        {
            file.Guard(() =>
            {
                connection.Open();
                // A write-ahead log survives a killed process without waiting for the disk at each write.
                file.Execute(
                    $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {(waitsForDisk ? "FULL" : "NORMAL")}; PRAGMA busy_timeout = {BusySeconds * 1000};");
                file.Migrate(schemaSteps);
                return true;
            });
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Does something with the file.</summary>
    /// <exception cref="IOException">It failed, or the file is closed.</exception>
    public T Guard<T>(Func<T> work)
    {
        if (_isClosed)
        {
            throw new IOException($"The database {_path} is closed");
        }

        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new IOException($"The database {_path} failed: {e.Message}", e);
        }
    }

    /// <summary>Runs a statement; the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The number that a statement gives.</summary>
    public long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>A statement to run.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>A statement to run again and again; its parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
    public SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql);

    /// <summary>Begins a transaction during which nobody else writes; what is not committed is undone.</summary>
    public SqliteTransaction BeginTransaction() => _connection.BeginTransaction(deferred: false);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _connection.Dispose();
    }

    private void Migrate(IReadOnlyList<string> schemaSteps)
    {
        // Two processes that open a new file at a time must not both make it.
        using var transaction = BeginTransaction();
        var version = Number("PRAGMA user_version");
        if (version > schemaSteps.Count)
        {
            throw new NewerFileException($"{_path} was written by a newer icqbots; use that version, or another data folder");
        }

        for (; version < schemaSteps.Count; version++)
        {
            Execute($"{schemaSteps[(int)version]} PRAGMA user_version = {version + 1};");
        }

        transaction.Commit();
    }
}

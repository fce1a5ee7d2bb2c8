using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IcqBots.Storage;

/// <summary>
/// A statement that is run again and again with other values. A command of ADO.NET looks up each of its parameters by name at each run, which
/// takes longer than SQLite itself.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">There is no such table, or the file cannot be read.</exception>
    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Runs it with the values of its parameters: whole numbers, texts and null.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public void Run(params ReadOnlySpan<object?> values)
    {
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                Check(values[i] switch
                {
                    null => raw.sqlite3_bind_null(_statement, i + 1),
                    long number => raw.sqlite3_bind_int64(_statement, i + 1, number),
                    string text => raw.sqlite3_bind_text(_statement, i + 1, text),
                    var other => throw new ArgumentException($"SQLite gets no {other.GetType().Name}", nameof(values)),
                });
            }

            Check(raw.sqlite3_step(_statement));
        }
        finally
        {
            // It tells again what has failed, which is thrown already.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new SqliteException(raw.sqlite3_errmsg(_connection).utf8_to_string(), result);
        }
    }
}

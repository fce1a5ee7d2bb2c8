using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Storage;

/// <summary>
/// What the embedded server keeps: accounts, what users tell about themselves, and stored messages, in one SQLite file. What a call has
/// written survives the end of the process. Not for several threads at a time.
/// </summary>
public sealed class ServerDatabase : IDisposable
{
    internal static readonly string[] SchemaSteps =
    [
        """
        CREATE TABLE account (uin INTEGER PRIMARY KEY, nick TEXT NOT NULL, password_hash TEXT NOT NULL);
        CREATE TABLE message (
            id INTEGER PRIMARY KEY AUTOINCREMENT, sender INTEGER NOT NULL, receiver INTEGER NOT NULL, type INTEGER NOT NULL,
            text TEXT NOT NULL, sent_at INTEGER NOT NULL);
        CREATE INDEX message_receiver ON message (receiver, id);
        """,
        """
        CREATE TABLE user_info (
            uin INTEGER PRIMARY KEY, nick TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL,
            authorization_required INTEGER, city TEXT NOT NULL, country INTEGER, time_zone INTEGER, state TEXT NOT NULL, age INTEGER,
            sex INTEGER NOT NULL, phone TEXT NOT NULL, home_page TEXT NOT NULL, about TEXT NOT NULL);
        """,
    ];

    private readonly string? _temporary;
    private readonly Func<SqliteFile>? _openAfresh;
    private SqliteFile _file;

    private ServerDatabase(SqliteFile file, string? temporary, Func<SqliteFile>? openAfresh)
    {
        _file = file;
        _temporary = temporary;
        _openAfresh = openAfresh;
    }

    /// <summary>Opens the file, and makes it (mode 0600) where it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be opened, is not such a database, or was written by a newer program.</exception>
    public static ServerDatabase Open(string path) => new(SqliteFile.Open(path, SchemaSteps), null, null);

    /// <summary>
    /// Opens the file as <see cref="Open"/> does. A damaged one is moved aside, also when that shows later. Where it cannot be used, a temporary
    /// one takes its place: the server shall run all the same. Both are told in the log.
    /// </summary>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    /// <exception cref="IOException">No temporary file can be made either.</exception>
    public static ServerDatabase OpenUsable(string path, TimeProvider time, ILogger log) => UsableFile.Open(
        path,
        (usable, temporary) => new ServerDatabase(
            SqliteFile.Open(usable, SchemaSteps),
            temporary,
            () =>
            {
                UsableFile.MoveAside(usable, time, log);
                return SqliteFile.Open(usable, SchemaSteps);
            }),
        time,
        log);

    /// <summary>All registered accounts.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<AccountRow> LoadAccounts() => Guard(() =>
    {
        using var command = _file.Command("SELECT uin, nick, password_hash FROM account ORDER BY uin");
        using var rows = command.ExecuteReader();
        var accounts = new List<AccountRow>();
        while (rows.Read())
        {
            accounts.Add(new AccountRow(new Uin((uint)rows.GetInt64(0)), rows.GetString(1), rows.GetString(2)));
        }

        return accounts;
    });

    /// <summary>Keeps an account.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AddAccount(AccountRow account) => Guard(() => _file.Execute(
        "INSERT INTO account (uin, nick, password_hash) VALUES ($uin, $nick, $hash)",
        ("$uin", (long)account.Uin.Value), ("$nick", account.Nick), ("$hash", account.PasswordHash)));

    /// <summary>Replaces the password hash of an account.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void ChangePasswordHash(Uin uin, string passwordHash) => Guard(() => _file.Execute(
        "UPDATE account SET password_hash = $hash WHERE uin = $uin", ("$uin", (long)uin.Value), ("$hash", passwordHash)));

    /// <summary>What all users have told about themselves, whether they are in the table of accounts or not.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<UserInfoRow> LoadUserInfo() => Guard(() =>
    {
        using var command = _file.Command(
            """
            SELECT uin, nick, first_name, last_name, email, authorization_required,
                city, country, time_zone, state, age, sex, phone, home_page, about
            FROM user_info ORDER BY uin
            """);
        using var rows = command.ExecuteReader();
        var users = new List<UserInfoRow>();
        while (rows.Read())
        {
            users.Add(UserInfoRow.Read(rows));
        }

        return users;
    });

    /// <summary>Keeps what a user tells about itself, in place of what was there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveUserInfo(UserInfoRow user) => Guard(() => _file.Execute(
        """
        INSERT OR REPLACE INTO user_info VALUES (
            $uin, $nick, $first_name, $last_name, $email, $authorization_required,
            $city, $country, $time_zone, $state, $age, $sex, $phone, $home_page, $about)
        """,
        ("$uin", (long)user.Uin.Value), ("$nick", user.Info.Nick), ("$first_name", user.Info.FirstName), ("$last_name", user.Info.LastName),
        ("$email", user.Info.Email), ("$authorization_required", user.Info.AuthorizationRequired), ("$city", user.Details.City),
        ("$country", user.Details.Country), ("$time_zone", user.Details.TimeZone), ("$state", user.Details.State),
        ("$age", user.Details.Age), ("$sex", (byte)user.Details.Sex), ("$phone", user.Details.Phone),
        ("$home_page", user.Details.HomePage), ("$about", user.Details.About)));

    /// <summary>Keeps a message; its number.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public long AddMessage(MessageRow message) => Guard(() =>
    {
        using var command = _file.Command(
            """
            INSERT INTO message (sender, receiver, type, text, sent_at) VALUES ($sender, $receiver, $type, $text, $sent_at) RETURNING id
            """,
            ("$sender", (long)message.From.Value), ("$receiver", (long)message.To.Value), ("$type", (long)message.Type), ("$text", message.Text),
            ("$sent_at", message.SentAt.ToUnixTimeMilliseconds()));
        return (long)command.ExecuteScalar()!;
    });

    /// <summary>How many messages wait for a user.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int CountMessages(Uin to) => Guard(() =>
    {
        using var command = _file.Command("SELECT count(*) FROM message WHERE receiver = $receiver", ("$receiver", (long)to.Value));
        return (int)(long)command.ExecuteScalar()!;
    });

    /// <summary>The messages that wait for a user, oldest first.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<MessageRow> LoadMessages(Uin to) => Guard(() =>
    {
        using var command = _file.Command(
            "SELECT id, sender, type, text, sent_at FROM message WHERE receiver = $receiver ORDER BY id", ("$receiver", (long)to.Value));
        using var rows = command.ExecuteReader();
        var messages = new List<MessageRow>();
        while (rows.Read())
        {
            messages.Add(new MessageRow(
                rows.GetInt64(0),
                new Uin((uint)rows.GetInt64(1)),
                to,
                (MessageType)rows.GetInt64(2),
                rows.GetString(3),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4))));
        }

        return messages;
    });

    /// <summary>Deletes messages; those that are gone already do not matter.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void DeleteMessages(IReadOnlyCollection<long> ids) => Guard(() =>
    {
        using var transaction = _file.BeginTransaction();
        foreach (var id in ids)
        {
            _file.Execute("DELETE FROM message WHERE id = $id", ("$id", id));
        }

        transaction.Commit();
        return ids.Count;
    });

    /// <summary>Does something with the file; with a fresh one where it turns out to be damaged.</summary>
    private T Guard<T>(Func<T> work)
    {
        try
        {
            return _file.Guard(work);
        }
        catch (IOException e) when (_openAfresh is not null && SqliteFile.IsDamage(e))
        {
            _file.Dispose();
            _file = _openAfresh();
            return _file.Guard(work);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_temporary is not null && Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}

using IcqBots.Protocol;
using Microsoft.Data.Sqlite;

namespace IcqBots.Storage.Tests;

public sealed class ServerDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private static readonly UserInfoRow Ann = new(
        new Uin(1001),
        new UserInfo("Annie \u00FE\u0080", "Ann", "Lee", "ann@example.org") { AuthorizationRequired = true },
        new ExtendedUserInfo
        {
            City = "Oslo",
            Country = 47,
            TimeZone = -2,
            State = "OS",
            Age = 25,
            Sex = Sex.Female,
            Phone = "555",
            HomePage = "http://example.org",
            About = "me",
        });

    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    private string File => Path.Combine(_folder, "server.db");

    [Fact]
    public void Accounts_are_there_after_opening_again()
    {
        using (var database = ServerDatabase.Open(File))
        {
            database.AddAccount(new AccountRow(new Uin(100_000), "Ann", "1.AA.BB"));
            database.AddAccount(new AccountRow(new Uin(Uin.MaxValue), "", "1.CC.DD"));
        }

        using var again = ServerDatabase.Open(File);

        Assert.Equal(
            [new AccountRow(new Uin(100_000), "Ann", "1.AA.BB"), new AccountRow(new Uin(Uin.MaxValue), "", "1.CC.DD")],
            again.LoadAccounts());
    }

    [Fact]
    public void Messages_come_back_in_order_and_only_to_their_receiver()
    {
        using (var database = ServerDatabase.Open(File))
        {
            database.AddMessage(new MessageRow(0, new Uin(1), new Uin(2), MessageType.Text, "first þ\u0080ÿ", Noon));
            database.AddMessage(new MessageRow(0, new Uin(1), new Uin(3), MessageType.Text, "for another", Noon));
            database.AddMessage(new MessageRow(0, new Uin(4), new Uin(2), MessageType.MultipleRecipients | MessageType.Url, "", Noon.AddMinutes(1)));
        }

        using var again = ServerDatabase.Open(File);
        var messages = again.LoadMessages(new Uin(2));

        Assert.Equal(2, again.CountMessages(new Uin(2)));
        Assert.Equal(
            [
                new MessageRow(messages[0].Id, new Uin(1), new Uin(2), MessageType.Text, "first þ\u0080ÿ", Noon),
                new MessageRow(messages[1].Id, new Uin(4), new Uin(2), MessageType.MultipleRecipients | MessageType.Url, "", Noon.AddMinutes(1)),
            ],
            messages);
        Assert.True(messages[0].Id < messages[1].Id);
    }

    [Fact]
    public void Deleted_messages_are_gone_and_the_others_stay()
    {
        using var database = ServerDatabase.Open(File);
        database.AddMessage(new MessageRow(0, new Uin(1), new Uin(2), MessageType.Text, "a", Noon));
        database.AddMessage(new MessageRow(0, new Uin(1), new Uin(2), MessageType.Text, "b", Noon));

        database.DeleteMessages([database.LoadMessages(new Uin(2))[0].Id, 4711]);

        Assert.Equal("b", Assert.Single(database.LoadMessages(new Uin(2))).Text);
    }

    [Fact]
    public void What_was_written_survives_without_closing()
    {
        // A killed process leaves the file and its write-ahead log as they are at that moment.
        using var database = ServerDatabase.Open(File);
        database.AddMessage(new MessageRow(0, new Uin(1), new Uin(2), MessageType.Text, "a", Noon));
        var copy = Path.Combine(_folder, "copy.db");
        System.IO.File.Copy(File, copy);
        System.IO.File.Copy(File + "-wal", copy + "-wal");

        using var afterwards = ServerDatabase.Open(copy);

        Assert.Equal("a", Assert.Single(afterwards.LoadMessages(new Uin(2))).Text);
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused()
    {
        using (var database = ServerDatabase.Open(File))
        {
        }

        Execute("PRAGMA user_version = 3");

        Assert.Contains("newer icqbots", Assert.Throws<NewerFileException>(() => ServerDatabase.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_version_1_keeps_its_accounts_and_messages_and_can_then_hold_profiles()
    {
        Execute(
            """
            CREATE TABLE account (uin INTEGER PRIMARY KEY, nick TEXT NOT NULL, password_hash TEXT NOT NULL);
            CREATE TABLE message (
                id INTEGER PRIMARY KEY AUTOINCREMENT, sender INTEGER NOT NULL, receiver INTEGER NOT NULL, type INTEGER NOT NULL,
                text TEXT NOT NULL, sent_at INTEGER NOT NULL);
            CREATE INDEX message_receiver ON message (receiver, id);
            INSERT INTO account VALUES (100000, 'Ann', '1.AA.BB');
            INSERT INTO message VALUES (7, 1, 2, 1, 'hello', 1767614400000);
            PRAGMA user_version = 1;
            """);

        using (var database = ServerDatabase.Open(File))
        {
            Assert.Equal([new AccountRow(new Uin(100_000), "Ann", "1.AA.BB")], database.LoadAccounts());
            Assert.Equal([new MessageRow(7, new Uin(1), new Uin(2), MessageType.Text, "hello", Noon)], database.LoadMessages(new Uin(2)));
            Assert.Empty(database.LoadUserInfo());
            database.SaveUserInfo(Ann);
        }

        using var again = ServerDatabase.Open(File);
        Assert.Equal([Ann], again.LoadUserInfo());
    }

    [Fact]
    public void What_users_tell_replaces_what_they_told_before_and_is_there_after_opening_again()
    {
        var secretive = new UserInfoRow(new Uin(Uin.MaxValue), UserInfo.Empty, new ExtendedUserInfo());
        using (var database = ServerDatabase.Open(File))
        {
            database.SaveUserInfo(secretive);
            database.SaveUserInfo(new UserInfoRow(Ann.Uin, UserInfo.Empty with { AuthorizationRequired = false }, new ExtendedUserInfo()));
            database.SaveUserInfo(Ann);
        }

        using var again = ServerDatabase.Open(File);

        Assert.Equal([Ann, secretive], again.LoadUserInfo());
    }

    [Fact]
    public void A_new_password_hash_takes_the_place_of_that_accounts_old_one()
    {
        using var database = ServerDatabase.Open(File);
        database.AddAccount(new AccountRow(new Uin(1), "Ann", "1.AA.BB"));
        database.AddAccount(new AccountRow(new Uin(2), "Bob", "1.CC.DD"));

        database.ChangePasswordHash(new Uin(1), "1.EE.FF");

        Assert.Equal(
            [new AccountRow(new Uin(1), "Ann", "1.EE.FF"), new AccountRow(new Uin(2), "Bob", "1.CC.DD")], database.LoadAccounts());
    }

    [Fact]
    public void A_file_that_is_no_database_is_named()
    {
        System.IO.File.WriteAllText(File, new string('x', 4096));

        Assert.Contains(File, Assert.Throws<IOException>(() => ServerDatabase.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_and_folder_are_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.Combine(_folder, "data");
        DataFolder.Create(folder);
        using var database = ServerDatabase.Open(Path.Combine(folder, "server.db"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Path.Combine(folder, "server.db")));
    }

    [Fact]
    public void Rows_print_neither_text_nor_hash()
    {
        Assert.DoesNotContain("secret", new MessageRow(1, new Uin(1), new Uin(2), MessageType.Text, "secret", Noon).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new AccountRow(new Uin(1), "", "secret").ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

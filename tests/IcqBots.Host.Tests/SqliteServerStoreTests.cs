using IcqBots.Protocol;
using IcqBots.Server;
using IcqBots.Storage;

namespace IcqBots.Host.Tests;

public sealed class SqliteServerStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    private string File => Path.Combine(_folder, "server.db");

    [Fact]
    public void What_the_server_keeps_is_there_after_opening_again()
    {
        var message = new StoredMessage(1, 1001, 1002, MessageType.Url, "a\u00FEb", new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        var profile = new UserProfile(
            new UserInfo("Annie", "Ann", "Lee", "ann@example.org") { AuthorizationRequired = true }, new ExtendedUserInfo { City = "Oslo", Age = 25 });
        using (var database = ServerDatabase.Open(File))
        {
            var store = new SqliteServerStore(database);
            store.AddAccount(new Account(100_000, "Ann") { PasswordHash = new PasswordHash("1.AA.BB") });
            store.ChangePassword(100_000, new PasswordHash("1.CC.DD"));
            store.SaveProfile(1001, profile);
            store.AddMessage(message);
        }

        using var opened = ServerDatabase.Open(File);
        var again = new SqliteServerStore(opened);

        Assert.Equal([new Account(100_000, "Ann") { PasswordHash = new PasswordHash("1.CC.DD") }], again.LoadAccounts());
        Assert.Equal([KeyValuePair.Create(new Uin(1001), profile)], again.LoadProfiles());
        Assert.Equal([message], again.LoadMessages(1002));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

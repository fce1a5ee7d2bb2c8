using IcqBots.Protocol;
using IcqBots.Server;
using IcqBots.Storage;

namespace IcqBots.Host;

/// <summary>Keeps the embedded server's accounts, profiles and stored messages in a database file.</summary>
internal sealed class SqliteServerStore(ServerDatabase database) : IServerStore
{
    /// <inheritdoc/>
    public IReadOnlyList<Account> LoadAccounts() =>
        [.. database.LoadAccounts().Select(row => new Account(row.Uin, row.Nick) { PasswordHash = new PasswordHash(row.PasswordHash) })];

    /// <inheritdoc/>
    public void AddAccount(Account account) => database.AddAccount(new AccountRow(
        account.Uin,
        account.Nick,
        account.PasswordHash?.Value ?? throw new ArgumentException("Only a hashed password is kept", nameof(account))));

    /// <inheritdoc/>
    public void ChangePassword(Uin uin, PasswordHash passwordHash) => database.ChangePasswordHash(uin, passwordHash.Value);

    /// <inheritdoc/>
    public IReadOnlyDictionary<Uin, UserProfile> LoadProfiles() =>
        database.LoadUserInfo().ToDictionary(row => row.Uin, row => new UserProfile(row.Info, row.Details));

    /// <inheritdoc/>
    public void SaveProfile(Uin uin, UserProfile profile) => database.SaveUserInfo(new UserInfoRow(uin, profile.Info, profile.Details));

    /// <inheritdoc/>
    public long AddMessage(StoredMessage message) =>
        database.AddMessage(new MessageRow(message.Id, message.From, message.To, message.Type, message.Text, message.SentAt));

    /// <inheritdoc/>
    public int CountMessages(Uin to) => database.CountMessages(to);

    /// <inheritdoc/>
    public IReadOnlyList<StoredMessage> LoadMessages(Uin to) =>
        [.. database.LoadMessages(to).Select(row => new StoredMessage(row.Id, row.From, row.To, row.Type, row.Text, row.SentAt))];

    /// <inheritdoc/>
    public void DeleteMessages(IReadOnlyCollection<long> ids) => database.DeleteMessages(ids);
}

using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>
/// What the server keeps over a restart. Called under the server's lock: the calls are short. What they add is safe when they return;
/// when they fail, they fail with an <see cref="IOException"/>.
/// </summary>
public interface IServerStore
{
    /// <summary>All registered accounts.</summary>
    IReadOnlyList<Account> LoadAccounts();

    /// <summary>Keeps a newly registered account.</summary>
    void AddAccount(Account account);

    /// <summary>Replaces the password of a registered account.</summary>
    void ChangePassword(Uin uin, PasswordHash passwordHash);

    /// <summary>What users have told about themselves, whether they are registered or declared.</summary>
    IReadOnlyDictionary<Uin, UserProfile> LoadProfiles();

    /// <summary>Keeps what a user tells about itself, in place of what it told before.</summary>
    void SaveProfile(Uin uin, UserProfile profile);

    /// <summary>Keeps a message for its receiver; its number in the store.</summary>
    long AddMessage(StoredMessage message);

    /// <summary>How many messages wait for a user.</summary>
    int CountMessages(Uin to);

    /// <summary>The messages that wait for a user, oldest first.</summary>
    IReadOnlyList<StoredMessage> LoadMessages(Uin to);

    /// <summary>Forgets messages that have arrived.</summary>
    void DeleteMessages(IReadOnlyCollection<long> ids);
}

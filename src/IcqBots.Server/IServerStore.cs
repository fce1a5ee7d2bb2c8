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

    /// <summary>Keeps a message for its receiver; its number in the store.</summary>
    long AddMessage(StoredMessage message);

    /// <summary>How many messages wait for a user.</summary>
    int CountMessages(Uin to);

    /// <summary>The messages that wait for a user, oldest first.</summary>
    IReadOnlyList<StoredMessage> LoadMessages(Uin to);

    /// <summary>Forgets messages that have arrived.</summary>
    void DeleteMessages(IReadOnlyCollection<long> ids);
}

using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>Keeps things as long as it lives itself.</summary>
public sealed class MemoryServerStore : IServerStore
{
    private readonly List<Account> _accounts = [];
    private readonly List<StoredMessage> _messages = [];
    private long _nextId = 1;

    /// <inheritdoc/>
    public IReadOnlyList<Account> LoadAccounts() => [.. _accounts];

    /// <inheritdoc/>
    public void AddAccount(Account account) => _accounts.Add(account);

    /// <inheritdoc/>
    public long AddMessage(StoredMessage message)
    {
        _messages.Add(message with { Id = _nextId });
        return _nextId++;
    }

    /// <inheritdoc/>
    public int CountMessages(Uin to) => _messages.Count(message => message.To == to);

    /// <inheritdoc/>
    public IReadOnlyList<StoredMessage> LoadMessages(Uin to) => [.. _messages.Where(message => message.To == to)];

    /// <inheritdoc/>
    public void DeleteMessages(IReadOnlyCollection<long> ids) => _messages.RemoveAll(message => ids.Contains(message.Id));
}

using IcqBots.Protocol;
using IcqBots.Server;

namespace IcqBots.Testing;

/// <summary>A server's store that keeps things as long as it lives itself.</summary>
public sealed class MemoryServerStore : IServerStore
{
    private readonly List<Account> _accounts = [];
    private readonly Dictionary<Uin, UserProfile> _profiles = [];
    private readonly List<StoredMessage> _messages = [];
    private long _nextId = 1;

    public IReadOnlyList<Account> LoadAccounts() => [.. _accounts];

    public void AddAccount(Account account) => _accounts.Add(account);

    public void ChangePassword(Uin uin, PasswordHash passwordHash)
    {
        var index = _accounts.FindIndex(account => account.Uin == uin);
        _accounts[index] = _accounts[index] with { PasswordHash = passwordHash };
    }

    public IReadOnlyDictionary<Uin, UserProfile> LoadProfiles() => new Dictionary<Uin, UserProfile>(_profiles);

    public void SaveProfile(Uin uin, UserProfile profile) => _profiles[uin] = profile;

    public long AddMessage(StoredMessage message)
    {
        _messages.Add(message with { Id = _nextId });
        return _nextId++;
    }

    public int CountMessages(Uin to) => _messages.Count(message => message.To == to);

    public IReadOnlyList<StoredMessage> LoadMessages(Uin to) => [.. _messages.Where(message => message.To == to)];

    public void DeleteMessages(IReadOnlyCollection<long> ids) => _messages.RemoveAll(message => ids.Contains(message.Id));
}

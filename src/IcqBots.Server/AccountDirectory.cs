using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>All accounts, by UIN: those that the configuration declares and those that were registered.</summary>
internal sealed class AccountDirectory
{
    private readonly IServerStore _store;
    private readonly Dictionary<Uin, Account> _accounts = [];
    private uint _next;

    public AccountDirectory(IServerStore store, IcqServerOptions options)
    {
        _store = store;
        _next = options.FirstUin;
        foreach (var registered in store.LoadAccounts())
        {
            _accounts[registered.Uin] = registered;
            _next = Math.Max(_next, registered.Uin.Value + 1);
        }

        foreach (var declared in options.Accounts)
        {
            _accounts[declared.Uin] = declared;
        }
    }

    public Account? Find(Uin uin) => _accounts.GetValueOrDefault(uin);

    /// <summary>A new account with the next free UIN, kept before this returns; null when the UINs are used up.</summary>
    public Account? Register(Password password)
    {
        while (_accounts.ContainsKey(new Uin(_next)))
        {
            _next++;
        }

        var account = new Account(new Uin(_next), "") { PasswordHash = PasswordHash.Of(password) };
        if (!account.Uin.IsValid)
        {
            return null;
        }

        _store.AddAccount(account);
        _accounts[account.Uin] = account;
        return account;
    }
}

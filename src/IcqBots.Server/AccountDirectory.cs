using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;

namespace IcqBots.Server;

/// <summary>
/// All accounts, by UIN: those that the configuration declares and those that were registered, and what their users tell about themselves.
/// </summary>
internal sealed class AccountDirectory
{
    private readonly IServerStore _store;
    private readonly SortedDictionary<uint, Account> _accounts = [];
    private readonly Dictionary<Uin, UserProfile> _profiles = [];
    private uint _next;

    public AccountDirectory(IServerStore store, IcqServerOptions options)
    {
        _store = store;
        _next = options.FirstUin;
        foreach (var registered in store.LoadAccounts())
        {
            _accounts[registered.Uin.Value] = registered;
            _next = Math.Max(_next, registered.Uin.Value + 1);
        }

        foreach (var declared in options.Accounts)
        {
            _accounts[declared.Uin.Value] = declared;
        }

        foreach (var (uin, profile) in store.LoadProfiles())
        {
            _profiles[uin] = profile.Bounded();
        }
    }

    public Account? Find(Uin uin) => _accounts.GetValueOrDefault(uin.Value);

    /// <summary>What the user has told, else the nick that the configuration gives; null: nobody has this UIN.</summary>
    public UserProfile? ProfileOf(Uin uin) => Find(uin) is { } account ? ProfileOf(account) : null;

    /// <summary>
    /// Everybody whom the search means, lowest UIN first. As in Open OSCAR Server an e-mail address is looked for alone, else all given names
    /// must be the user's, whole and without regard to capitals; a search for nothing finds nobody.
    /// </summary>
    public IEnumerable<(Uin Uin, UserInfo Info)> Search(SearchUserPacket query)
    {
        Func<UserInfo, bool> matches = query switch
        {
            { Email: not "" } => info => Same(query.Email, info.Email),
            { Nick: "", FirstName: "", LastName: "" } => _ => false,
            _ => info => (query.Nick == "" || Same(query.Nick, info.Nick))
                && (query.FirstName == "" || Same(query.FirstName, info.FirstName))
                && (query.LastName == "" || Same(query.LastName, info.LastName)),
        };
        return _accounts.Values.Select(account => (account.Uin, ProfileOf(account).Info)).Where(user => matches(user.Info));
    }

    /// <summary>A new account with the next free UIN, kept before this returns; null when the UINs are used up.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public Account? Register(PasswordHash password)
    {
        while (_accounts.ContainsKey(_next))
        {
            _next++;
        }

        var account = new Account(new Uin(_next), "") { PasswordHash = password };
        if (!account.Uin.IsValid)
        {
            return null;
        }

        _store.AddAccount(account);
        _accounts[account.Uin.Value] = account;
        return account;
    }

    /// <summary>Gives a registered account another password; false: the configuration declares the account and its password.</summary>
    /// <exception cref="IOException">It cannot be kept; the old one stays.</exception>
    public bool TryChangePassword(Uin uin, PasswordHash password)
    {
        if (Find(uin) is not { Password: null } account)
        {
            return false;
        }

        _store.ChangePassword(uin, password);
        _accounts[uin.Value] = account with { PasswordHash = password };
        return true;
    }

    /// <summary>Keeps what a user tells about itself, as far as old clients can read it.</summary>
    /// <exception cref="IOException">It cannot be kept; the old profile stays.</exception>
    public void ChangeProfile(Uin uin, Func<UserProfile, UserProfile> change)
    {
        if (ProfileOf(uin) is { } old && change(old).Bounded() is var profile && profile != old)
        {
            _store.SaveProfile(uin, profile);
            _profiles[uin] = profile;
        }
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private UserProfile ProfileOf(Account account)
    {
        if (!_profiles.TryGetValue(account.Uin, out var profile))
        {
            profile = new UserProfile(UserInfo.Empty with { Nick = account.Nick }, new ExtendedUserInfo()).Bounded();
            _profiles[account.Uin] = profile;
        }

        return profile;
    }
}

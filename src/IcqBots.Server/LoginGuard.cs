using System.Net;
using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>
/// Slows down who guesses passwords. Wrong ones count for the address and for the account; one that comes from where the account's user
/// logged in last counts for this pair alone. So neither somebody who guesses, nor one who forges other addresses, keeps a user out of the
/// place where he is at home; elsewhere, and where a forger knows that place, a user waits for at most a minute after the forger has ended.
/// Called under the server's lock.
/// </summary>
/// <param name="free">Wrong passwords that have no effect.</param>
/// <param name="time">The clock.</param>
internal sealed class LoginGuard(int free, TimeProvider time)
{
    private const int MaxAddresses = 16_384;

    /// <summary>Whoever has forgotten addresses by forging others could have sent the wrong passwords with each of them.</summary>
    private readonly RecentTable<IPAddress, WrongPasswords> _addresses = new(MaxAddresses);

    // There are not more of these than accounts.
    private readonly Dictionary<Uin, WrongPasswords> _accounts = [];
    private readonly Dictionary<Uin, Home> _homes = [];

    /// <summary>True when a password for the account may be tried now; <paramref name="exists"/> is false when there is no such account.</summary>
    public bool AllowsTry(IPAddress from, Uin uin, bool exists) =>
        HomeAt(from, uin) is { } home
            ? home.Wrong.AllowsTry
            : _addresses.Find(from)?.AllowsTry != false && (!exists || _accounts.GetValueOrDefault(uin)?.AllowsTry != false);

    /// <summary>A password was right: the user is at home there from now on.</summary>
    public void OnRight(IPAddress from, Uin uin) => _homes[uin] = new Home(from, new WrongPasswords(free, time));

    /// <summary>A password was wrong; true when tries begin to be slowed down by it.</summary>
    public bool OnWrong(IPAddress from, Uin uin, bool exists)
    {
        if (HomeAt(from, uin) is { } home)
        {
            return home.Wrong.Add();
        }

        var slowed = false;
        if (exists)
        {
            slowed = (_accounts.GetValueOrDefault(uin) ?? (_accounts[uin] = new WrongPasswords(free, time))).Add();
        }

        // All bots and programs of the machine share its own addresses, and from outside they cannot be forged.
        return IPAddress.IsLoopback(from) ? slowed : AddTo(from) || slowed;
    }

    private bool AddTo(IPAddress from)
    {
        if (_addresses.Find(from) is not { } wrong)
        {
            _addresses.Set(from, wrong = new WrongPasswords(free, time));
        }

        return wrong.Add();
    }

    private Home? HomeAt(IPAddress from, Uin uin) =>
        _homes.GetValueOrDefault(uin) is { } home && home.Address.Equals(from) ? home : null;

    private sealed record Home(IPAddress Address, WrongPasswords Wrong);
}

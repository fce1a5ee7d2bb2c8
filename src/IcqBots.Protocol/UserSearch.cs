namespace IcqBots.Protocol;

/// <summary>What to search for; empty fields do not matter.</summary>
public sealed record UserSearch
{
    /// <summary>The nick, whole.</summary>
    public string Nick { get; init; } = "";

    /// <summary>The first name, whole.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>The last name, whole.</summary>
    public string LastName { get; init; } = "";

    /// <summary>The e-mail address. Servers may look for it alone.</summary>
    public string Email { get; init; } = "";
}

/// <summary>What a search has found.</summary>
/// <param name="Users">The hits; servers send 40 at most.</param>
/// <param name="HasMore">True when there are more than were sent.</param>
public sealed record SearchResult(IReadOnlyList<FoundUser> Users, bool HasMore);

/// <summary>A hit of a search.</summary>
/// <param name="Uin">The user's number.</param>
/// <param name="Info">What the user tells; whether authorization is required is not reliable on Open OSCAR Server.</param>
public sealed record FoundUser(Uin Uin, UserInfo Info);

using System.Net;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>The ICQ server inside the program.</summary>
public sealed record EmbeddedServerEntry
{
    /// <summary>The IP address and UDP port to listen on; port 0 takes any free port.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, ServerAddress.DefaultPort);

    /// <summary>Whether other machines may reach the server: without it, <c>listen</c> must be an address of this machine alone (127.…).</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Whether people may register new UINs: <c>open</c> or <c>closed</c>.</summary>
    public Registration Registration { get; init; } = Registration.Open;

    /// <summary>Accounts that exist without registration. The bots that log in here have accounts anyway.</summary>
    public IReadOnlyList<AccountEntry> Accounts { get; init; } = [];
}

/// <summary>Whether the embedded server hands out new UINs.</summary>
public enum Registration
{
    /// <summary>To everybody who asks.</summary>
    Open,

    /// <summary>To nobody.</summary>
    Closed,
}

/// <summary>An account of the embedded server.</summary>
public sealed record AccountEntry
{
    /// <summary>The number with which the person logs in.</summary>
    public required Uin Uin { get; init; }

    /// <summary>The person's password.</summary>
    public required Password Password { get; init; }

    /// <summary>The name that others see.</summary>
    public string Nick { get; init; } = "";
}

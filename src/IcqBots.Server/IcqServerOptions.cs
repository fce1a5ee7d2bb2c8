using System.Net;
using IcqBots.Transport;

namespace IcqBots.Server;

/// <summary>How the embedded server behaves.</summary>
public sealed record IcqServerOptions
{
    /// <summary>Where it listens. Port 0: any free one.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 4000);

    /// <summary>Whether anybody may register a new UIN.</summary>
    public bool AllowRegistration { get; init; } = true;

    /// <summary>How many UINs are given to one address in an hour.</summary>
    public int RegistrationsPerAddress { get; init; } = 10;

    /// <summary>How many UINs are given away in an hour in all.</summary>
    public int Registrations { get; init; } = 500;

    /// <summary>The wrong password with this number makes an address, and an account, wait for the next try.</summary>
    public int FreeWrongPasswords { get; init; } = 5;

    /// <summary>
    /// Iterations of PBKDF2 for the hashes of passwords; OWASP recommends 600,000 with SHA-256. A weaker hash is replaced when its user logs in.
    /// </summary>
    public int PasswordIterations { get; init; } = 600_000;

    /// <summary>The first UIN that is given to a new user.</summary>
    public uint FirstUin { get; init; } = 100_000;

    /// <summary>The accounts that the configuration declares. They override what was registered under the same UIN.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [];

    /// <summary>After this long without a packet a session is over. Clients send a keep-alive every 120 s, and LICQ takes 80 s to repeat one.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Messages that are stored for one user; further ones are refused until some are fetched.</summary>
    public int MailboxLimit { get; init; } = 1000;

    /// <summary>When packets to clients are sent again.</summary>
    public RetransmissionPolicy Retransmission { get; init; } = new() { MessageAck = false };
}

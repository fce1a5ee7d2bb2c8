using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Chat;

/// <summary>With whom to talk, as whom, and how.</summary>
internal sealed record ChatOptions
{
    /// <summary>The server; never "embedded".</summary>
    public required ServerAddress Server { get; init; }

    /// <summary>The other end.</summary>
    public required Uin To { get; init; }

    /// <summary>How to print the other end.</summary>
    public required string Name { get; init; }

    /// <summary>The own UIN; null: register a new one.</summary>
    public Uin? As { get; init; }

    /// <summary>The password of <see cref="As"/>.</summary>
    public Password? Password { get; init; }

    /// <summary>Whether to talk over TCP instead of through the server.</summary>
    public bool Peer { get; init; }

    /// <summary>The code page.</summary>
    public required WireText Text { get; init; }

    /// <summary>Whether a person types; else the input is sent, and the answers are waited for.</summary>
    public bool IsInteractive { get; init; }
}

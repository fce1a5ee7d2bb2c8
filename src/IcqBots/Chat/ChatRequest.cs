using IcqBots.Protocol;

namespace IcqBots.Chat;

/// <summary>What the command line says.</summary>
internal sealed record ChatRequest
{
    /// <summary>A bot's name, or a UIN.</summary>
    public required string Who { get; init; }

    /// <summary>The path of bots.yaml, for messages.</summary>
    public string FileName { get; init; } = "bots.yaml";

    /// <summary>The own UIN.</summary>
    public Uin? As { get; init; }

    /// <summary>Its password.</summary>
    public Password? Password { get; init; }

    /// <summary>host:port.</summary>
    public string? Server { get; init; }

    /// <summary>Whether to talk over TCP.</summary>
    public bool Peer { get; init; }

    /// <summary>The name of a code page.</summary>
    public string? Encoding { get; init; }

    /// <summary>Whether a person types.</summary>
    public bool IsInteractive { get; init; }
}

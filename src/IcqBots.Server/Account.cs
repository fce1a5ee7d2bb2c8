using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>A user of the server: declared in the configuration with a clear password, or registered with a hashed one.</summary>
/// <param name="Uin">The user's number.</param>
/// <param name="Nick">The name that others see; may be empty.</param>
public sealed record Account(Uin Uin, string Nick)
{
    /// <summary>The password of a declared account.</summary>
    public Password? Password { get; init; }

    /// <summary>The hash of a registered account's password.</summary>
    public PasswordHash? PasswordHash { get; init; }
}

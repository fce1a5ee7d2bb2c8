using System.Globalization;
using System.Security.Cryptography;
using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>A slow, salted hash of a password (PBKDF2 with SHA-256) as a text that can be stored: <c>iterations.salt.hash</c>.</summary>
public sealed record PasswordHash(string Value)
{
    /// <summary>More would keep a processor busy for seconds: such a text is damaged.</summary>
    private const int MaxIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>The hash of a password with a new salt.</summary>
    public static PasswordHash Of(Password password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(string.Create(
            CultureInfo.InvariantCulture, $"{iterations}.{Convert.ToHexString(salt)}.{Convert.ToHexString(Derive(password, salt, iterations))}"));
    }

    /// <summary>True when it was made with fewer iterations than that.</summary>
    public bool IsWeakerThan(int iterations) => TryReadIterations(Value.Split('.')[0], out var own) && own < iterations;

    /// <summary>True when the password has this hash; false also when the stored text is damaged.</summary>
    public bool Matches(Password password)
    {
        try
        {
            return Value.Split('.') is [var iterations, var salt, var hash]
                && TryReadIterations(iterations, out var count)
                && CryptographicOperations.FixedTimeEquals(
                    Convert.FromHexString(hash), Derive(password, Convert.FromHexString(salt), count));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Never the hash.</summary>
    public override string ToString() => "***";

    private static bool TryReadIterations(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is > 0 and <= MaxIterations;

    private static byte[] Derive(Password password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password.Reveal(), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}

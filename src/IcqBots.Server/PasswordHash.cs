using System.Globalization;
using System.Security.Cryptography;
using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>A slow, salted hash of a password (PBKDF2 with SHA-256) as a text that can be stored: <c>iterations.salt.hash</c>.</summary>
public sealed record PasswordHash(string Value)
{
    private const int Iterations = 100_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>The hash of a password with a new salt.</summary>
    public static PasswordHash Of(Password password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(string.Create(
            CultureInfo.InvariantCulture, $"{Iterations}.{Convert.ToHexString(salt)}.{Convert.ToHexString(Derive(password, salt, Iterations))}"));
    }

    /// <summary>True when the password has this hash; false also when the stored text is damaged.</summary>
    public bool Matches(Password password)
    {
        try
        {
            return Value.Split('.') is [var iterations, var salt, var hash]
                && int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
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

    private static byte[] Derive(Password password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password.Reveal(), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IcqBots.Host.Codes;

/// <summary>
/// What an authenticator program and the host share: both make the same six digits of it every half minute (TOTP of RFC 6238 with SHA-1, as all
/// authenticators have it). It prints as <c>***</c>.
/// </summary>
public sealed class TotpSecret
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int CodeLength = 6;

    /// <summary>RFC 4226 demands 128 bits, and recommends 160.</summary>
    private const int MinBytes = 16;

    private const int NewBytes = 20;
    private const int MaxCharacters = 256;
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(30);

    private readonly byte[] _bytes;

    private TotpSecret(byte[] bytes)
    {
        _bytes = bytes;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
    }

    /// <summary>Tells secrets apart, and nothing else about them.</summary>
    public string Fingerprint { get; }

    /// <summary>A secret that nobody knows yet.</summary>
    public static TotpSecret New() => new(RandomNumberGenerator.GetBytes(NewBytes));

    /// <summary>Reads base32 (RFC 4648), whatever the capitals; spaces, hyphens and the padding at the end mean nothing.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TotpSecret? secret)
    {
        secret = null;
        var digits = text.Trim().TrimEnd('=').ToUpperInvariant().Where(each => each is not (' ' or '-')).ToArray();
        if (digits.Length > MaxCharacters || !Array.TrueForAll(digits, digit => Alphabet.Contains(digit, StringComparison.Ordinal)))
        {
            return false;
        }

        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var digit in digits)
        {
            bits = ((bits << 5) | Alphabet.IndexOf(digit, StringComparison.Ordinal)) & 0xFFFF;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
            }
        }

        // What is left over are zeros; else a character is missing, or wrong.
        if (bytes.Count < MinBytes || count >= 5 || (bits & ((1 << count) - 1)) != 0)
        {
            return false;
        }

        secret = new TotpSecret([.. bytes]);
        return true;
    }

    /// <summary>The secret in base32, for its owner only.</summary>
    public string Reveal()
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var each in _bytes)
        {
            bits = ((bits << 8) | each) & 0xFFFF;
            for (count += 8; count >= 5;)
            {
                count -= 5;
                text.Append(Alphabet[(bits >> count) & 31]);
            }
        }

        return count == 0 ? text.ToString() : text.Append(Alphabet[(bits << (5 - count)) & 31]).ToString();
    }

    /// <summary>What an authenticator program takes from a link, or from a picture of one. For its owner only.</summary>
    /// <param name="account">What the program calls it.</param>
    public string RevealUri(string account) =>
        $"otpauth://totp/icqbots:{Uri.EscapeDataString(account)}?secret={Reveal()}&issuer=icqbots";

    /// <summary>The half minute of a time, counted from 1970.</summary>
    public static long StepAt(DateTimeOffset time) => (long)Math.Floor((time - DateTimeOffset.UnixEpoch) / _step);

    /// <summary>The code of a half minute.</summary>
    public string CodeOf(long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Authenticator programs know SHA-1 only, and HMAC does not suffer from its collisions.
        HMACSHA1.HashData(_bytes, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % 1_000_000).ToString(CultureInfo.InvariantCulture).PadLeft(CodeLength, '0');
    }

    /// <summary>
    /// The half minute whose code it is: that of the time, or a neighbour, since no two clocks agree; null where it is none of them. Takes as
    /// long for a wrong code as for a right one.
    /// </summary>
    public long? Find(string code, DateTimeOffset time)
    {
        long? found = null;
        var given = Encoding.ASCII.GetBytes(code);
        var now = StepAt(time);
        for (var step = now - 1; step <= now + 1; step++)
        {
            var isSame = CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(CodeOf(step)));
            found = isSame ? step : found;
        }

        return found;
    }

    /// <summary>Three asterisks.</summary>
    public override string ToString() => "***";
}

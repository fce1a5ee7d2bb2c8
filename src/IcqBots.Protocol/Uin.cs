using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IcqBots.Protocol;

/// <summary>A user's number (UIN), 4 bytes on the wire. Zero stands for "no user" and never parses.</summary>
public readonly record struct Uin(uint Value) : IParsable<Uin>
{
    /// <summary>The largest number that clients accept: they keep a UIN in a signed 32-bit integer.</summary>
    public const uint MaxValue = int.MaxValue - 1;

    /// <summary>Lets a script write <c>SendAsync(1001, "hello")</c>.</summary>
    public static implicit operator Uin(uint value) => new(value);

    /// <summary>The same with a number that a script has counted. A negative one becomes a UIN that is not valid.</summary>
    public static implicit operator Uin(int value) => new(unchecked((uint)value));

    /// <summary>True when the number can belong to a user: 1 to <see cref="MaxValue"/>.</summary>
    public bool IsValid => Value is > 0 and <= MaxValue;

    /// <summary>True for 1 to 10, with which servers and gateways send; web pager and e-mail express have 10.</summary>
    public bool IsServer => Value is > 0 and <= 10;

    /// <summary>The UIN that the digits of <paramref name="s"/> name.</summary>
    /// <exception cref="FormatException">The text is not a number from 1 to <see cref="MaxValue"/>.</exception>
    public static Uin Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var uin)
            ? uin
            : throw new FormatException($"\"{s}\" is not a UIN: a UIN is a number from 1 to {MaxValue}");

    /// <summary>True, and the UIN, when <paramref name="s"/> is digits that name one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Uin result)
    {
        var parsed = uint.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && new Uin(value).IsValid;
        result = parsed ? new Uin(value) : default;
        return parsed;
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

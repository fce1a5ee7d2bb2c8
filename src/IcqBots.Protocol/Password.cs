using System.Diagnostics.CodeAnalysis;

namespace IcqBots.Protocol;

/// <summary>A password that prints as <c>***</c>, so that no log, exception or record shows it.</summary>
public readonly record struct Password : IParsable<Password>
{
    private readonly string? _text;

    /// <summary>Wraps a clear text.</summary>
    public Password(string text) => _text = text;

    /// <summary>The clear text, for the wire and for comparison only.</summary>
    public string Reveal() => _text ?? "";

    /// <summary>Wraps the text as it is; every text is a password.</summary>
    public static Password Parse(string s, IFormatProvider? provider = null) => new(s);

    /// <summary>True, and the password, unless the text is null or empty.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Password result)
    {
        result = new Password(s ?? "");
        return !string.IsNullOrEmpty(s);
    }

    /// <summary>Three asterisks.</summary>
    public override string ToString() => "***";
}

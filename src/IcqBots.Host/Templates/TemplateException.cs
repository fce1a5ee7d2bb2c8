namespace IcqBots.Host.Templates;

/// <summary>A text is no <see cref="TextTemplate"/>; the message tells what to write instead.</summary>
public sealed class TemplateException : FormatException
{
    internal TemplateException(int position, string token, string message)
        : base(message) =>
        (Position, Token) = (position, token);

    /// <summary>Where the mistake is in the text, from 0.</summary>
    public int Position { get; }

    /// <summary>What is there: the name with its braces, or the brace.</summary>
    public string Token { get; }
}

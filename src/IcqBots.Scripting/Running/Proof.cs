using System.Text.RegularExpressions;

namespace IcqBots.Scripting.Running;

/// <summary>Says what is wrong with a code, for the person who wrote it; null when it is right, and used from now on.</summary>
public delegate string? CodeCheck(string code);

/// <summary>
/// Whether something that is only for certain people may happen at somebody's wish, where one-time codes are asked for: such a wish
/// ends in one. The code is looked at when something needs it, once for all handlers.
/// </summary>
public sealed class Proof
{
    /// <summary>From the end, so that a long text costs no more than a short one.</summary>
    private static readonly Regex _atEnd = new(@"(?:^|\s)([0-9]{3}) ?([0-9]{3})\z", RegexOptions.RightToLeft | RegexOptions.CultureInvariant);

    private readonly CodeCheck? _check;
    private readonly string? _code;
    private string? _problem;
    private bool _isChecked;

    /// <param name="scriptEvent">What somebody has done.</param>
    /// <param name="check">Looks at a code; null where none is asked for.</param>
    public Proof(object scriptEvent, CodeCheck? check)
    {
        Text = TextOf(scriptEvent);
        _check = check;
        if (check is not null && Text.TrimEnd() is var text && _atEnd.Match(text) is { Success: true } match)
        {
            _code = match.Groups[1].Value + match.Groups[2].Value;
            Text = text[..match.Index].TrimEnd();
        }
    }

    /// <summary>The text without the code.</summary>
    public string Text { get; }

    /// <summary>True when a code is asked for.</summary>
    public bool NeedsCode => _check is not null;

    /// <summary>True where no code is asked for, or where it is right.</summary>
    public bool Holds => Problem is null;

    /// <summary>What is wrong with the code, or that there is none, for the person who wrote it; null where nothing is.</summary>
    public string? Problem
    {
        get
        {
            if (!_isChecked && _check is not null)
            {
                _problem = _code is null ? "This needs a code of your authenticator behind it, such as 123456." : _check(_code);
            }

            _isChecked = true;
            return _problem;
        }
    }

    private static string TextOf(object scriptEvent) => scriptEvent switch
    {
        IncomingMessage message => message.Text,
        IncomingUrl url => url.Description,
        AuthorizationRequest request => request.Reason,
        OtherMessage other => other.Text,
        FileOffer offer => offer.Description,
        ChatRequest request => request.Reason,
        _ => "",
    };
}

using System.Text.RegularExpressions;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>
/// Tells texts that a program has sent by itself from those that a person wrote, by what they begin with. No such mark is part of ICQ; these are
/// what clients of the time and bots write.
/// </summary>
internal static partial class AutomaticText
{
    /// <summary>What a message begins with that a bot passes on.</summary>
    private const string ForwardMark = "Forwarded from ";

    /// <summary>The text of a message that is passed on.</summary>
    /// <param name="from">Who has written it.</param>
    /// <param name="nick">Their nick, where it is known.</param>
    /// <param name="text">What.</param>
    public static string Forwarded(Uin from, string? nick, string text) => $"{ForwardMark}{from}{(nick is null ? "" : $" ({nick})")}:\n{text}";

    /// <summary>True for a text that a program has sent by itself.</summary>
    public static bool Is(string text) => Marks().IsMatch(text.Length > 400 ? text[..400] : text);

    /// <summary>
    /// "Auto-reply" and its kin; what the original client, Icy Juice and ickle begin their away messages with; those of SIM and LICQ; Eicq's last
    /// line; what bots of this program pass on.
    /// </summary>
    [GeneratedRegex(
        @"\A\W{0,4}(auto(mat(ic|ed))?[ -]?(reply|response|answer|message)\b|автоответ|User is (currently )?(away|n/?a\b|not available|occupied|busy|in dnd|in do not)"
        + @"|I am currently away from ICQ\b|Forwarded from [0-9]{1,10}\b)|message has been automatically sent|this is an automat(ic|ed) (reply|response|message)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}

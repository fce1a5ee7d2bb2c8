using System.Text.RegularExpressions;

namespace IcqBots.Scripting;

/// <summary>What somebody may say to a command, and what it answers.</summary>
/// <param name="Say">What is said, without the bot's prefix.</param>
/// <param name="Answer">What is answered, or a regular expression for it; null where the example does not tell.</param>
/// <param name="IsPattern">True when the answer is a regular expression.</param>
public sealed record CommandExample(string Say, string? Answer, bool IsPattern)
{
    /// <summary>Where the script gives it, as <c>scripts/dice.csx:3</c>.</summary>
    internal string Place { get; init; } = "";

    /// <summary>True when the example allows this answer; one that does not tell its answer allows any but silence.</summary>
    public bool IsAnswer(string answer) =>
        Answer is null ? answer.Length > 0
        : IsPattern ? Regex.IsMatch(answer, Answer, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
        : answer == Answer;
}

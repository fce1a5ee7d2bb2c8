namespace IcqBots.Scripting;

/// <summary>What somebody may say to a command, and what it answers.</summary>
/// <param name="Say">What is said, without the bot's prefix.</param>
/// <param name="Answer">What is answered, or a regular expression for it; null where the example does not tell.</param>
/// <param name="IsPattern">True when the answer is a regular expression.</param>
public sealed record CommandExample(string Say, string? Answer, bool IsPattern);

using IcqBots.Protocol;

namespace IcqBots.Storage;

/// <summary>What is kept of the explanation of one message, or of one run of a schedule.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Number">Counts what is explained of this bot.</param>
/// <param name="From">Who has sent the message; null for a run of a schedule.</param>
/// <param name="At">When it came, or began.</param>
/// <param name="What">What it was.</param>
/// <param name="Text">The message's text.</param>
/// <param name="Steps">What was tried, decided and done: a line each, with the milliseconds since the beginning and a tab in front.</param>
public sealed record TraceRow(string Bot, long Number, Uin? From, DateTimeOffset At, string What, string Text, string Steps);

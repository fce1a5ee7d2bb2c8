using IcqBots.Protocol;

namespace IcqBots.Scripting.Running;

/// <summary>What a <see cref="Trace"/> explains.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Number">Counts what is explained of this bot.</param>
/// <param name="From">Who has sent the message; null for a run of a schedule.</param>
/// <param name="What">For people to read: what came by which path, or which schedule ran.</param>
/// <param name="Text">The message's text; empty for a schedule.</param>
/// <param name="At">When it came, or began.</param>
public sealed record TraceSubject(string Bot, long Number, Uin? From, string What, string Text, DateTimeOffset At);

using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>A message that the server had stored for the bot, and lost. Open OSCAR Server does this.</summary>
/// <param name="From">Who sent it.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record LostMessage(Uin From, DateTimeOffset SentAt);

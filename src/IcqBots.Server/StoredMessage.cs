using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>A message that waits for its receiver to log in.</summary>
/// <param name="Id">Its number in the store, in the order of arrival; 0 before it is stored.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Type">Its kind, as it was sent.</param>
/// <param name="Text">Its bytes, each as one Latin-1 character.</param>
/// <param name="SentAt">When the server got it.</param>
public sealed record StoredMessage(long Id, Uin From, Uin To, MessageType Type, string Text, DateTimeOffset SentAt);

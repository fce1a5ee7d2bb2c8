namespace IcqBots.Protocol;

/// <summary>A file transfer or a chat did not come about, or ended early; the message says why.</summary>
public sealed class TransferException(string message, Exception? inner = null) : Exception(message, inner);

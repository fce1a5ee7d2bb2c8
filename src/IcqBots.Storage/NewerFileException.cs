namespace IcqBots.Storage;

/// <summary>A file was written by a newer program; the message says which, and what to do.</summary>
public sealed class NewerFileException(string message) : IOException(message);

namespace IcqBots.Protocol;

/// <summary>How far a file transfer is.</summary>
/// <param name="FileName">The file that is under way.</param>
/// <param name="Bytes">Bytes of it that the receiver has, or has been sent.</param>
/// <param name="Size">Bytes of the whole file.</param>
public sealed record FileProgress(string FileName, long Bytes, long Size);

namespace IcqBots.Capture;

/// <summary>A file is no capture, or is damaged; the message names the file and the offset of the byte.</summary>
public sealed class CaptureFormatException(string file, long offset, string problem) : IOException($"{file}: byte {offset}: {problem}")
{
    /// <summary>Where in the file the problem is.</summary>
    public long Offset => offset;
}

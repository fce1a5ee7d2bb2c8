using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>
/// Makes lines of what a person types in a chat: the bytes come without frames, key by key, and control codes may be cut anywhere.
/// </summary>
/// <remarks><code>
/// 0D       end of the line           00 + 4   foreground
/// 08       backspace                 01 + 4   background
/// 07       beep                      11 + 4   style
/// 10 + s + 2   font, encoding        12 + 4   size
/// </code></remarks>
public sealed class ChatLineReader(Encoding encoding)
{
    /// <summary>A line with more characters is cut there.</summary>
    public const int MaxLineLength = 4096;

    /// <summary>A control code that claims to be longer is none.</summary>
    private const int MaxControlBytes = 256;

    private readonly StringBuilder _line = new();
    private readonly Decoder _decoder = encoding.GetDecoder();
    private readonly List<byte> _control = [];

    /// <summary>Takes bytes; the lines that they end.</summary>
    public IReadOnlyList<string> Take(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        foreach (var value in bytes)
        {
            if (_control.Count > 0 || LengthOfControl([value]) > 1)
            {
                _control.Add(value);
                if (_control.Count >= LengthOfControl(CollectionsMarshal.AsSpan(_control)))
                {
                    _control.Clear();
                }
            }
            else if (value == '\r' || _line.Length >= MaxLineLength)
            {
                lines.Add(End());
                if (value != '\r')
                {
                    Type(value);
                }
            }
            else if (value == '\b')
            {
                Backspace();
            }
            else if (value is not (0x07 or (byte)'\n'))
            {
                Type(value);
            }
        }

        return lines;
    }

    /// <summary>The line that was not ended; empty where there is none.</summary>
    public string End()
    {
        Decode([], flush: true);
        var line = _line.ToString();
        _line.Clear();
        return line;
    }

    /// <summary>A line as it is typed: its bytes, without control codes, and 0D.</summary>
    public static byte[] Write(string line, Encoding encoding) =>
        [.. encoding.GetBytes(line).Where(value => value >= 0x20 || value == '\t'), (byte)'\r'];

    /// <summary>How long the control code is that begins so, as far as can be told yet; 1: it is none.</summary>
    private static int LengthOfControl(ReadOnlySpan<byte> begin) => begin[0] switch
    {
        0x00 or 0x01 or 0x11 or 0x12 => 1 + sizeof(uint),
        0x10 when begin.Length < 3 => 3,
        0x10 => Math.Min(MaxControlBytes, 3 + BinaryPrimitives.ReadUInt16LittleEndian(begin[1..]) + sizeof(ushort)),
        _ => 1,
    };

    private void Type(byte value) => Decode([value], flush: false);

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[8];
        _line.Append(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }

    /// <summary>Takes back a character, which in a double-byte page is more than a byte.</summary>
    private void Backspace()
    {
        // Half a character counts as one.
        Decode([], flush: true);
        if (_line.Length > 0)
        {
            _line.Length -= char.IsLowSurrogate(_line[^1]) && _line.Length > 1 ? 2 : 1;
        }
    }
}

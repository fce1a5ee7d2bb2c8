using System.Buffers.Binary;
using System.Text;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Capture;

/// <summary>What a connection between peers is for; it decides how its frames are read.</summary>
internal enum PeerFrameKind
{
    /// <summary>Messages, requests, and the CHANNEL_INIT in front of everything.</summary>
    Message,
    File,
    Chat,
}

/// <summary>Tells frames from each other: only their place on a connection says what they are, and a capture may lack the rest.</summary>
internal static class PeerFrameKinds
{
    /// <summary>The bytes of a frame that <see cref="IsPeerFrame"/> looks at.</summary>
    public const int TellingBytes = 8;

    public static PeerFrame? Read(ReadOnlySpan<byte> frame, PeerFrameKind kind, Encoding encoding, out int end) => kind switch
    {
        PeerFrameKind.File => FileTransferFrame.Read(frame, encoding, out end),
        PeerFrameKind.Chat => ChatFrame.Read(frame, encoding, out end),
        _ => PeerFrame.Read(frame, encoding, out end),
    };

    /// <summary>True for what begins like CHANNEL_INIT or like a channel frame.</summary>
    public static bool IsPeerFrame(ReadOnlySpan<byte> frame) => ChannelInitFrame.IsInit(frame)
        || (frame.Length >= TellingBytes && Enum.IsDefined((PeerCommand)BinaryPrimitives.ReadUInt16LittleEndian(frame[6..])));

    /// <summary>What a connection is for, from the first frame behind CHANNEL_INIT.</summary>
    public static PeerFrameKind OfConnection(ReadOnlySpan<byte> frame) =>
        IsPeerFrame(frame) ? PeerFrameKind.Message
        : frame is [0x64, 0, 0, 0, ..] ? PeerFrameKind.Chat
        : frame is [<= (byte)FileTransferCommand.Data, ..] ? PeerFrameKind.File
        : PeerFrameKind.Message;

    /// <summary>
    /// The kind of a frame that came alone. The fields of a file frame end with it; "start" and the font of a chat both begin with 3.
    /// </summary>
    public static PeerFrameKind Guess(ReadOnlySpan<byte> frame, Encoding encoding) =>
        IsPeerFrame(frame) ? PeerFrameKind.Message
        : FileTransferFrame.Read(frame, encoding, out var end) is not null && end == frame.Length ? PeerFrameKind.File
        : ChatFrame.Read(frame, encoding) is not null ? PeerFrameKind.Chat
        : PeerFrameKind.Message;
}

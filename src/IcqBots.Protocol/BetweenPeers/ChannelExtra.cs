using System.Buffers.Binary;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>The fields that a chat or file request, its answer and its cancellation have in front of their sequence number.</summary>
public abstract record ChannelExtra
{
    private protected ChannelExtra()
    {
    }

    /// <summary>In an acceptance: the TCP port for the chat or the files; 0 in everything else.</summary>
    public uint Port { get; init; }

    /// <summary>The same port in network order, as LICQ reads it.</summary>
    public ushort ReversedPort { get; init; }

    /// <summary>The port to connect to; 0: none.</summary>
    public ushort ConnectPort => Port is > 0 and <= ushort.MaxValue ? (ushort)Port : ReversedPort;

    /// <summary>The fields behind a message of this type; null where there are none, also in a request that lacks them.</summary>
    internal static ChannelExtra? Read(MessageType type, ref PacketReader reader)
    {
        var ahead = reader;
        ChannelExtra? extra = type.Kind switch
        {
            MessageType.ChatRequest => ChatExtra.Read(ref ahead),
            MessageType.FileRequest => FileExtra.Read(ref ahead),
            _ => null,
        };
        if (extra is null || ahead.Truncated || ahead.Remaining < sizeof(uint))
        {
            return null;
        }

        reader = ahead;
        return extra;
    }

    internal abstract void Write(PacketWriter writer);

    private protected static ushort ReadReversedPort(ref PacketReader reader)
    {
        var port = BinaryPrimitives.ReverseEndianness(reader.ReadUInt16());
        reader.ReadUInt16();
        return port;
    }

    private protected void WriteReversedPort(PacketWriter writer) => writer.WriteUInt32(BinaryPrimitives.ReverseEndianness(ReversedPort));
}

/// <summary>The extra fields of a chat.</summary>
/// <remarks><code>
/// s  empty
/// 2  PORT, network order
/// 2  0
/// 4  PORT
/// </code></remarks>
public sealed record ChatExtra : ChannelExtra
{
    internal static ChatExtra Read(ref PacketReader reader)
    {
        reader.ReadString();
        return new ChatExtra { ReversedPort = ReadReversedPort(ref reader), Port = reader.ReadUInt32() };
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteString("");
        WriteReversedPort(writer);
        writer.WriteUInt32(Port);
    }
}

/// <summary>The extra fields of a file transfer.</summary>
/// <remarks><code>
/// 2  PORT, network order
/// 2  0
/// s  FILE_NAME   in a request; several files: a text such as "3 files"
/// 4  SIZE        in a request: bytes of all files
/// 4  PORT
/// </code></remarks>
public sealed record FileExtra : ChannelExtra
{
    /// <summary>In a request: the name of the file, or a text where there are several.</summary>
    public string FileName { get; init; } = "";

    /// <summary>In a request: the bytes of all files together.</summary>
    public uint Size { get; init; }

    internal static FileExtra Read(ref PacketReader reader) => new()
    {
        ReversedPort = ReadReversedPort(ref reader),
        FileName = reader.ReadString(),
        Size = reader.ReadUInt32(),
        Port = reader.ReadUInt32(),
    };

    internal override void Write(PacketWriter writer)
    {
        WriteReversedPort(writer);
        writer.WriteString(FileName);
        writer.WriteUInt32(Size);
        writer.WriteUInt32(Port);
    }
}

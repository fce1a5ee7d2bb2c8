using System.Text;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>
/// A frame on a connection for files, behind CHANNEL_INIT. The side that connected is the sender of the files: it sends 00, gets 01, then
/// for each file sends 02, gets 03, and sends 06 until the file is complete; then it closes.
/// </summary>
/// <remarks><code>
/// 2  LENGTH    of the bytes that follow
/// 1  COMMAND   see FileTransferCommand
/// …
/// </code></remarks>
public abstract record FileTransferFrame : PeerFrame
{
    private protected FileTransferFrame(FileTransferCommand command) => Command = command;

    /// <summary>What the frame does.</summary>
    public FileTransferCommand Command { get; }

    /// <summary>The frame in <paramref name="bytes"/> (without LENGTH), or null when it is too short or of an unknown kind.</summary>
    public static new FileTransferFrame? Read(ReadOnlySpan<byte> bytes, Encoding encoding) => Read(bytes, encoding, out _);

    /// <summary>
    /// The same; <paramref name="end"/> is the offset of the first byte that no field has taken, or, when the result is null, of the field
    /// that does not fit.
    /// </summary>
    public static new FileTransferFrame? Read(ReadOnlySpan<byte> bytes, Encoding encoding, out int end)
    {
        var reader = new PacketReader(bytes, encoding);
        FileTransferFrame? frame = (FileTransferCommand)reader.ReadByte() switch
        {
            FileTransferCommand.Init => FileInitFrame.Read(ref reader),
            FileTransferCommand.InitAck => FileInitAckFrame.Read(ref reader),
            FileTransferCommand.Info => FileInfoFrame.Read(ref reader),
            FileTransferCommand.Start => FileStartFrame.Read(ref reader),
            FileTransferCommand.Stop => FileStopFrame.Read(ref reader),
            FileTransferCommand.Speed => FileSpeedFrame.Read(ref reader),
            FileTransferCommand.Data => FileDataFrame.Read(ref reader),
            _ => null,
        };
        end = frame is null ? 0 : reader.Position;
        return reader.Truncated ? null : frame;
    }

    internal sealed override void Write(PacketWriter writer)
    {
        writer.WriteByte((byte)Command);
        WriteFields(writer);
    }

    private protected abstract void WriteFields(PacketWriter writer);
}

/// <summary>The first byte of a frame on a connection for files.</summary>
public enum FileTransferCommand : byte
{
    /// <summary>The sender tells how many files follow.</summary>
    Init = 0x00,

    /// <summary>The receiver's answer to that.</summary>
    InitAck = 0x01,

    /// <summary>The sender tells name and size of the next file.</summary>
    Info = 0x02,

    /// <summary>The receiver tells from where to send it.</summary>
    Start = 0x03,

    /// <summary>Stop, or skip a file; from either side.</summary>
    Stop = 0x04,

    /// <summary>Another speed; from either side.</summary>
    Speed = 0x05,

    /// <summary>Bytes of the file.</summary>
    Data = 0x06,
}

/// <summary>The sender tells how many files follow (00).</summary>
/// <remarks><code>
/// 1  COMMAND   00
/// 4  X1        0
/// 4  FILES
/// 4  BYTES     of all files together
/// 4  SPEED     percent, 100
/// s  NAME      of the sender
/// </code></remarks>
public sealed record FileInitFrame(uint Files, uint Bytes, string Name) : FileTransferFrame(FileTransferCommand.Init)
{
    /// <summary>Percent of the full speed.</summary>
    public uint Speed { get; init; } = 100;

    internal static FileInitFrame Read(ref PacketReader reader)
    {
        reader.ReadUInt32();
        var files = reader.ReadUInt32();
        var bytes = reader.ReadUInt32();
        var speed = reader.ReadUInt32();
        return new FileInitFrame(files, bytes, reader.ReadString()) { Speed = speed };
    }

    private protected override void WriteFields(PacketWriter writer)
    {
        writer.WriteUInt32(0);
        writer.WriteUInt32(Files);
        writer.WriteUInt32(Bytes);
        writer.WriteUInt32(Speed);
        writer.WriteString(Name);
    }
}

/// <summary>The receiver is ready for the first file (01).</summary>
/// <remarks><code>
/// 1  COMMAND   01
/// 4  SPEED     percent, 100
/// s  NAME      of the receiver
/// </code></remarks>
public sealed record FileInitAckFrame(string Name) : FileTransferFrame(FileTransferCommand.InitAck)
{
    /// <summary>Percent of the full speed.</summary>
    public uint Speed { get; init; } = 100;

    internal static FileInitAckFrame Read(ref PacketReader reader)
    {
        var speed = reader.ReadUInt32();
        return new FileInitAckFrame(reader.ReadString()) { Speed = speed };
    }

    private protected override void WriteFields(PacketWriter writer)
    {
        writer.WriteUInt32(Speed);
        writer.WriteString(Name);
    }
}

/// <summary>The sender tells name and size of the next file (02).</summary>
/// <remarks><code>
/// 1  COMMAND      02
/// 1  DIRECTORY    1: a folder
/// s  FILE_NAME
/// s  FOLDER       where the file lies below the first one; usually empty
/// 4  SIZE         bytes
/// 4  DATE         0
/// 4  SPEED        percent, 100
/// </code></remarks>
public sealed record FileInfoFrame(string FileName, uint Size) : FileTransferFrame(FileTransferCommand.Info)
{
    /// <summary>True for a folder.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>Where the file lies below the first folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>When the file was changed, in seconds of Unix time; 0: not told.</summary>
    public uint Date { get; init; }

    /// <summary>Percent of the full speed.</summary>
    public uint Speed { get; init; } = 100;

    internal static FileInfoFrame Read(ref PacketReader reader)
    {
        var isDirectory = reader.ReadByte() != 0;
        var name = reader.ReadString();
        var folder = reader.ReadString();
        return new FileInfoFrame(name, reader.ReadUInt32())
        {
            IsDirectory = isDirectory,
            Folder = folder,
            Date = reader.ReadUInt32(),
            Speed = reader.ReadUInt32(),
        };
    }

    private protected override void WriteFields(PacketWriter writer)
    {
        writer.WriteByte(IsDirectory ? (byte)1 : (byte)0);
        writer.WriteString(FileName);
        writer.WriteString(Folder);
        writer.WriteUInt32(Size);
        writer.WriteUInt32(Date);
        writer.WriteUInt32(Speed);
    }
}

/// <summary>The receiver tells from where to send the file (03): it has the bytes before that already.</summary>
/// <remarks><code>
/// 1  COMMAND    03
/// 4  POSITION   bytes
/// 4  X1         0
/// 4  SPEED      percent, 100
/// </code></remarks>
public sealed record FileStartFrame(uint Position) : FileTransferFrame(FileTransferCommand.Start)
{
    /// <summary>Percent of the full speed.</summary>
    public uint Speed { get; init; } = 100;

    internal static FileStartFrame Read(ref PacketReader reader)
    {
        var position = reader.ReadUInt32();
        reader.ReadUInt32();
        return new FileStartFrame(position) { Speed = reader.ReadUInt32() };
    }

    private protected override void WriteFields(PacketWriter writer)
    {
        writer.WriteUInt32(Position);
        writer.WriteUInt32(0);
        writer.WriteUInt32(Speed);
    }
}

/// <summary>Stop, or skip a file (04); from either side.</summary>
/// <remarks><code>
/// 1  COMMAND   04
/// 4  FILE      number of the file
/// </code></remarks>
public sealed record FileStopFrame(uint File) : FileTransferFrame(FileTransferCommand.Stop)
{
    internal static FileStopFrame Read(ref PacketReader reader) => new(reader.ReadUInt32());

    private protected override void WriteFields(PacketWriter writer) => writer.WriteUInt32(File);
}

/// <summary>Another speed (05); from either side.</summary>
/// <remarks><code>
/// 1  COMMAND   05
/// 4  SPEED     percent
/// </code></remarks>
public sealed record FileSpeedFrame(uint Speed) : FileTransferFrame(FileTransferCommand.Speed)
{
    internal static FileSpeedFrame Read(ref PacketReader reader) => new(reader.ReadUInt32());

    private protected override void WriteFields(PacketWriter writer) => writer.WriteUInt32(Speed);
}

/// <summary>Bytes of the file (06).</summary>
/// <remarks><code>
/// 1  COMMAND   06
/// …  DATA      up to 2048 bytes
/// </code></remarks>
public sealed record FileDataFrame(ReadOnlyMemory<byte> Data) : FileTransferFrame(FileTransferCommand.Data)
{
    /// <summary>The most bytes that LICQ takes in one frame.</summary>
    public const int MaxBytes = 2048;

    internal static FileDataFrame Read(ref PacketReader reader) => new(reader.ReadBytes(reader.Remaining));

    private protected override void WriteFields(PacketWriter writer) => writer.WriteBytes(Data.Span);
}

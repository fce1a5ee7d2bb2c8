using System.Net;

namespace IcqBots.Protocol.BetweenPeers;

/// <summary>What CHANNEL_MESSAGE, its acknowledgement and its cancellation share: they have one layout.</summary>
/// <remarks><code>
/// 4  UIN           the sender
/// 2  VERSION       of the protocol between peers
/// 2  MSG_COMMAND   07EE message, 07DA acknowledgement, 07D0 cancel
/// 2  X1            0
/// 4  UIN_2         the sender again
/// 2  TYPE          an acknowledgement repeats that of the message
/// s  MESSAGE       in an acknowledgement: away message, or reason of a refusal
/// 4  MY_IP         captures put the external address first, the specification the internal one; nobody reads them
/// 4  MY_IP_REAL
/// 4  PORT          TCP port on which the sender listens
/// 1  X2            connection type
/// 2  X3            status, see ChannelStatus
/// 2  CMD_TYPE      see ChannelCommandType
/// …  extra         see ChatExtra and FileExtra; in chat and file requests and their answers, else none
/// 4  X4            sequence number; answers repeat it
/// …  tail          LICQ adds 3 bytes with its own version
/// </code></remarks>
public abstract record ChannelFrame : PeerFrame
{
    private protected ChannelFrame(PeerCommand command) => Command = command;

    /// <summary>Reads what follows MSG_COMMAND.</summary>
    private protected ChannelFrame(PeerCommand command, Uin from, ushort version, ref PacketReader reader)
        : this(command)
    {
        From = from;
        PeerVersion = version;
        reader.ReadUInt16();
        reader.ReadUin();
        Type = reader.ReadMessageType();
        Text = reader.ReadMessage(Type);
        Address = reader.ReadAddress();
        RealAddress = reader.ReadAddress(likely: Address);
        Port = reader.ReadUInt32();
        ConnectionType = (ConnectionType)reader.ReadByte();
        Status = (ChannelStatus)reader.ReadUInt16();
        CommandType = (ChannelCommandType)reader.ReadUInt16();
        Extra = ChannelExtra.Read(Type, ref reader);
        Sequence = reader.ReadUInt32();
        Tail = reader.ReadBytes(reader.Remaining);
    }

    /// <summary>What the frame does.</summary>
    public PeerCommand Command { get; }

    /// <summary>The sender, as it says itself; not proved by anything.</summary>
    public Uin From { get; init; }

    /// <summary>Version of the protocol between peers that the sender speaks.</summary>
    public ushort PeerVersion { get; init; } = 3;

    /// <summary>What kind of message this is, or answers.</summary>
    public MessageType Type { get; init; } = MessageType.Text;

    /// <summary>The message, the away message or the reason.</summary>
    public string Text { get; init; } = "";

    /// <summary>The sender's external address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The sender's internal address.</summary>
    public IPAddress RealAddress { get; init; } = IPAddress.Any;

    /// <summary>The TCP port on which the sender listens.</summary>
    public uint Port { get; init; }

    /// <summary>Whether the sender can be connected to.</summary>
    public ConnectionType ConnectionType { get; init; } = ConnectionType.Direct;

    /// <summary>In an acknowledgement: what became of the message.</summary>
    public ChannelStatus Status { get; init; }

    /// <summary>In a message: how it is meant.</summary>
    public ChannelCommandType CommandType { get; init; }

    /// <summary>The fields of a chat or file request or its answer; null in everything else.</summary>
    public ChannelExtra? Extra { get; init; }

    /// <summary>Pairs message, acknowledgement and cancellation. The original client counts down from FFFFFFFF, LICQ up from 1.</summary>
    public uint Sequence { get; init; }

    /// <summary>What stands behind the last known field, as it came.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; }

    internal static ChannelFrame? Read(ref PacketReader reader)
    {
        var from = reader.ReadUin();
        var version = reader.ReadUInt16();
        return (PeerCommand)reader.ReadUInt16() switch
        {
            PeerCommand.Message => new ChannelMessageFrame(from, version, ref reader),
            PeerCommand.Ack => new ChannelAckFrame(from, version, ref reader),
            PeerCommand.Cancel => new ChannelCancelFrame(from, version, ref reader),
            _ => null,
        };
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(From);
        writer.WriteUInt16(PeerVersion);
        writer.WriteUInt16((ushort)Command);
        writer.WriteUInt16(0);
        writer.WriteUin(From);
        writer.WriteMessageType(Type);
        writer.WriteMessage(Type, Text);
        writer.WriteAddress(Address);
        writer.WriteAddress(RealAddress);
        writer.WriteUInt32(Port);
        writer.WriteByte((byte)ConnectionType);
        writer.WriteUInt16((ushort)Status);
        writer.WriteUInt16((ushort)CommandType);
        Extra?.Write(writer);
        writer.WriteUInt32(Sequence);
        writer.WriteBytes(Tail.Span);
    }
}

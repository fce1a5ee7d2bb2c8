namespace IcqBots.Protocol.FromServer;

/// <summary>Several packets in one (0212). Only servers of later versions send it.</summary>
/// <remarks><code>
/// 1  COUNT
/// 2  LENGTH   of a datagram, repeated COUNT times together with
/// …  DATAGRAM header and parameters
/// </code></remarks>
public sealed record MultiplePacketsPacket(IReadOnlyList<ReadOnlyMemory<byte>> Datagrams) : ServerPacket(ServerCommand.MultiplePackets)
{
    internal static MultiplePacketsPacket Read(ref PacketReader reader)
    {
        var datagrams = new List<ReadOnlyMemory<byte>>();
        for (var count = reader.ReadByte(); count > 0 && !reader.Truncated; count--)
        {
            datagrams.Add(reader.ReadBytes(reader.ReadUInt16()));
        }

        return new MultiplePacketsPacket(datagrams);
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteByte(checked((byte)Datagrams.Count));
        foreach (var datagram in Datagrams)
        {
            writer.WriteUInt16(checked((ushort)datagram.Length));
            writer.WriteBytes(datagram.Span);
        }
    }
}

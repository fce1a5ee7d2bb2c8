namespace IcqBots.Protocol.FromServer;

/// <summary>
/// ACK (000A): a packet of the client has arrived. No parameters; SEQ_NUM is the number of the client's packet. Never acknowledged.
/// </summary>
public sealed record AckPacket() : ServerPacket(ServerCommand.Ack)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

namespace IcqBots.Protocol.FromClient;

/// <summary>
/// ACK (000A): a packet of the server has arrived. No parameters; SEQ_NUM is the number of the server's packet. Never acknowledged.
/// </summary>
public sealed record AckPacket() : ClientPacket(ClientCommand.Ack)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

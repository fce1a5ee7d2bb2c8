namespace IcqBots.Protocol.FromClient;

/// <summary>
/// CMD_X1 (0442): the stored messages have arrived; delete them. No parameters. LICQ puts the number of the server's 00E6 into
/// SEQ_NUM instead of its own count.
/// </summary>
public sealed record OfflineMessagesAckPacket() : ClientPacket(ClientCommand.OfflineMessagesAck)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

namespace IcqBots.Protocol.FromClient;

/// <summary>LOGIN_1 (044C): send me the messages that were stored while I was away. No parameters.</summary>
public sealed record OfflineMessagesRequestPacket() : ClientPacket(ClientCommand.OfflineMessagesRequest)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

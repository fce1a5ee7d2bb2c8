namespace IcqBots.Protocol.FromClient;

/// <summary>KEEP_ALIVE (042E): the session is still in use. No parameters.</summary>
public sealed record KeepAlivePacket() : ClientPacket(ClientCommand.KeepAlive)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

namespace IcqBots.Protocol.FromClient;

/// <summary>A second keep-alive (051E), which the specification lacks. No parameters; acknowledged like KEEP_ALIVE.</summary>
public sealed record KeepAlive2Packet() : ClientPacket(ClientCommand.KeepAlive2)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

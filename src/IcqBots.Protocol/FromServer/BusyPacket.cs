namespace IcqBots.Protocol.FromServer;

/// <summary>Busy (00FA): try again later. No parameters. Not acknowledged.</summary>
public sealed record BusyPacket() : ServerPacket(ServerCommand.Busy)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

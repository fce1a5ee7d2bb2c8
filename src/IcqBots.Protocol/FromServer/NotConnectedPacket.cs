namespace IcqBots.Protocol.FromServer;

/// <summary>
/// Not connected (00F0): the server knows no session of the sender, who must log in again. No parameters; SEQ_NUM repeats the
/// client's. Not acknowledged.
/// </summary>
public sealed record NotConnectedPacket() : ServerPacket(ServerCommand.NotConnected)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

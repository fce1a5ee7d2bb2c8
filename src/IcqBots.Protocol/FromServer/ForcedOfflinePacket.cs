namespace IcqBots.Protocol.FromServer;

/// <summary>Go away (0028): the server ends the session. No parameters. Not acknowledged; LICQ logs in again at once, mICQ quits.</summary>
public sealed record ForcedOfflinePacket() : ServerPacket(ServerCommand.ForcedOffline)
{
    internal override void Write(PacketWriter writer)
    {
    }
}

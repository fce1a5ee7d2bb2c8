namespace IcqBots.Protocol.FromServer;

/// <summary>NEW_USER_UIN (0046): the number of a new user. Not acknowledged; the login that follows shows that it arrived.</summary>
/// <remarks><code>
/// 2  X1    the sequence number of the registration; no client reads it
/// 4  UIN
/// </code></remarks>
public sealed record NewUserUinPacket(ushort RegisterSequence, Uin Uin) : ServerPacket(ServerCommand.NewUserUin)
{
    internal static NewUserUinPacket Read(ref PacketReader reader) => new(RegisterSequence: reader.ReadUInt16(), Uin: reader.ReadUin());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(RegisterSequence);
        writer.WriteUin(Uin);
    }
}

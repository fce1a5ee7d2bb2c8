namespace IcqBots.Protocol.FromServer;

/// <summary>REPLY_X1 (021C): the presence of all contacts has been told.</summary>
/// <remarks><code>
/// 4  UIN   the client's own; may be missing
/// </code></remarks>
public sealed record ContactListDonePacket(Uin Uin) : ServerPacket(ServerCommand.ContactListDone)
{
    internal static ContactListDonePacket Read(ref PacketReader reader) => new(new Uin(reader.ReadOptionalUInt32()));

    internal override void Write(PacketWriter writer) => writer.WriteUin(Uin);
}

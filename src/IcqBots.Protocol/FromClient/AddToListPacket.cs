namespace IcqBots.Protocol.FromClient;

/// <summary>ADD_TO_LIST (053C): somebody is on the contact list from now on. The original server tells them "you were added".</summary>
/// <remarks><code>
/// 4  UIN
/// </code></remarks>
public sealed record AddToListPacket(Uin Uin) : ClientPacket(ClientCommand.AddToList)
{
    internal static AddToListPacket Read(ref PacketReader reader) =>
        new(reader.ReadUin());

    internal override void Write(PacketWriter writer) => writer.WriteUin(Uin);
}

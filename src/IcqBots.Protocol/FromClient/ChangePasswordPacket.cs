namespace IcqBots.Protocol.FromClient;

/// <summary>CHANGE_PASSWORD (049C): a new password for the sender.</summary>
/// <remarks><code>
/// 2  SEQ_NUM    comes back in the answer of later servers
/// s  PASSWORD   8 characters at most
/// </code>Open OSCAR Server acknowledges it and changes nothing.</remarks>
public sealed record ChangePasswordPacket(ushort SubSequence, Password Password) : ClientPacket(ClientCommand.ChangePassword)
{
    internal static ChangePasswordPacket Read(ref PacketReader reader) =>
        new(SubSequence: reader.ReadUInt16(), Password: new Password(reader.ReadString()));

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteString(Password.Reveal());
    }
}

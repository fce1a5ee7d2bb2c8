namespace IcqBots.Protocol.FromClient;

/// <summary>SEARCH_USER (0424): who has this name or e-mail address? USER_FOUND for each hit and END_OF_SEARCH answer it.</summary>
/// <remarks><code>
/// 2  SEARCH_SEQ_NUM   comes back in the answers
/// s  NICK             an empty field is not searched for
/// s  FIRST
/// s  LAST
/// s  EMAIL
/// </code>Open OSCAR Server looks for the e-mail address alone when there is one, else for all given names together, whole and without
/// regard to capitals.</remarks>
public sealed record SearchUserPacket(ushort SubSequence, string Nick, string FirstName, string LastName, string Email) : ClientPacket(ClientCommand.SearchUser)
{
    internal static SearchUserPacket Read(ref PacketReader reader) =>
        new(
            SubSequence: reader.ReadUInt16(),
            Nick: reader.ReadString(),
            FirstName: reader.ReadString(),
            LastName: reader.ReadString(),
            Email: reader.ReadString());

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(SubSequence);
        writer.WriteString(Nick);
        writer.WriteString(FirstName);
        writer.WriteString(LastName);
        writer.WriteString(Email);
    }
}

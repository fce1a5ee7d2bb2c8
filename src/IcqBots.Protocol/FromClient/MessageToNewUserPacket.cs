namespace IcqBots.Protocol.FromClient;

/// <summary>REQ_ADD_TO_LIST and MSG_TO_NEW_USER (0456): a message to somebody who need not be on the contact list. LICQ grants authorization with it.</summary>
/// <remarks><code>
/// 4  RECEIVER_UIN
/// 2  MESSAGE_TYPE
/// s  MESSAGE
/// </code>The specification names this one command twice.</remarks>
public sealed record MessageToNewUserPacket(Uin To, MessageType Type, string Text) : ClientPacket(ClientCommand.MessageToNewUser)
{
    internal static MessageToNewUserPacket Read(ref PacketReader reader)
    {
        var to = reader.ReadUin();
        var type = reader.ReadMessageType();
        return new MessageToNewUserPacket(to, type, reader.ReadMessage(type));
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(To);
        writer.WriteMessageType(Type);
        writer.WriteMessage(Type, Text);
    }
}

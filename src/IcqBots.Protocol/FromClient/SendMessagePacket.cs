namespace IcqBots.Protocol.FromClient;

/// <summary>SEND_MESSAGE (010E): a message that the server shall pass on.</summary>
/// <remarks><code>
/// 4  RECEIVER_UIN
/// 2  MESSAGE_TYPE
/// s  MESSAGE
/// </code></remarks>
public sealed record SendMessagePacket(Uin To, MessageType Type, string Text) : ClientPacket(ClientCommand.SendMessage)
{
    internal static SendMessagePacket Read(ref PacketReader reader)
    {
        var to = reader.ReadUin();
        var type = reader.ReadMessageType();
        return new SendMessagePacket(to, type, reader.ReadMessage(type));
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(To);
        writer.WriteMessageType(Type);
        writer.WriteMessage(Type, Text);
    }
}

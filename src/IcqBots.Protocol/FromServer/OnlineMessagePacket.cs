namespace IcqBots.Protocol.FromServer;

/// <summary>Online message (0104): a message from somebody who is online now. The specification lacks it; every server sends it.</summary>
/// <remarks><code>
/// 4  REMOTE_UIN
/// 2  TYPE
/// s  MESSAGE
/// </code></remarks>
public sealed record OnlineMessagePacket(Uin From, MessageType Type, string Text) : ServerPacket(ServerCommand.OnlineMessage)
{
    internal static OnlineMessagePacket Read(ref PacketReader reader)
    {
        var from = reader.ReadUin();
        var type = reader.ReadMessageType();
        return new OnlineMessagePacket(from, type, reader.ReadMessage(type));
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(From);
        writer.WriteMessageType(Type);
        writer.WriteMessage(Type, Text);
    }
}

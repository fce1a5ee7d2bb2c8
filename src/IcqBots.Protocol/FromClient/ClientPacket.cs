namespace IcqBots.Protocol.FromClient;

/// <summary>What a client tells the server: the part of a datagram behind the header.</summary>
public abstract record ClientPacket
{
    private protected ClientPacket(ClientCommand command) => Command = command;

    /// <summary>The code in the header.</summary>
    public ClientCommand Command { get; }

    internal static ClientPacket Read(ClientCommand command, ref PacketReader reader) => command switch
    {
        ClientCommand.Ack => new AckPacket(),
        ClientCommand.SendMessage => SendMessagePacket.Read(ref reader),
        ClientCommand.Login => LoginPacket.Read(ref reader),
        ClientCommand.NewUserRegister => NewUserRegisterPacket.Read(ref reader),
        ClientCommand.ContactList => ContactListPacket.Read(ref reader),
        ClientCommand.KeepAlive => new KeepAlivePacket(),
        ClientCommand.SendTextCode => SendTextCodePacket.Read(ref reader),
        ClientCommand.OfflineMessagesAck => new OfflineMessagesAckPacket(),
        ClientCommand.OfflineMessagesRequest => new OfflineMessagesRequestPacket(),
        ClientCommand.StatusChange => StatusChangePacket.Read(ref reader),
        ClientCommand.KeepAlive2 => new KeepAlive2Packet(),
        _ => new UnknownClientPacket(command, reader.ReadBytes(reader.Remaining)),
    };

    internal abstract void Write(PacketWriter writer);
}

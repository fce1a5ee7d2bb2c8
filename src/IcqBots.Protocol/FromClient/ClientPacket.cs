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
        ClientCommand.PreLogin => PreLoginPacket.Read(ref reader),
        ClientCommand.NewUserRegister => NewUserRegisterPacket.Read(ref reader),
        ClientCommand.ContactList => ContactListPacket.Read(ref reader),
        ClientCommand.SearchUin => SearchUinPacket.Read(ref reader),
        ClientCommand.SearchUser => SearchUserPacket.Read(ref reader),
        ClientCommand.KeepAlive => new KeepAlivePacket(),
        ClientCommand.SendTextCode => SendTextCodePacket.Read(ref reader),
        ClientCommand.OfflineMessagesAck => new OfflineMessagesAckPacket(),
        ClientCommand.OfflineMessagesRequest => new OfflineMessagesRequestPacket(),
        ClientCommand.MessageToNewUser => MessageToNewUserPacket.Read(ref reader),
        ClientCommand.InfoRequest => InfoRequestPacket.Read(ref reader),
        ClientCommand.ExtInfoRequest => ExtInfoRequestPacket.Read(ref reader),
        ClientCommand.ChangePassword => ChangePasswordPacket.Read(ref reader),
        ClientCommand.NewUserInfo => NewUserInfoPacket.Read(ref reader),
        ClientCommand.UpdateExtInfo => UpdateExtInfoPacket.Read(ref reader),
        ClientCommand.QueryServers => QueryServersPacket.Read(ref reader),
        ClientCommand.QueryAddons => QueryAddonsPacket.Read(ref reader),
        ClientCommand.StatusChange => StatusChangePacket.Read(ref reader),
        ClientCommand.NewUserPermission => NewUserPermissionPacket.Read(ref reader),
        ClientCommand.UpdateInfo => UpdateInfoPacket.Read(ref reader),
        ClientCommand.AuthorizationMode => AuthorizationModePacket.Read(ref reader),
        ClientCommand.KeepAlive2 => new KeepAlive2Packet(),
        ClientCommand.Login2 => Login2Packet.Read(ref reader),
        ClientCommand.AddToList => AddToListPacket.Read(ref reader),
        ClientCommand.InvisibleList => InvisibleListPacket.Read(ref reader),
        ClientCommand.VisibleList => VisibleListPacket.Read(ref reader),
        _ => new UnknownClientPacket(command, reader.ReadBytes(reader.Remaining)),
    };

    internal abstract void Write(PacketWriter writer);
}

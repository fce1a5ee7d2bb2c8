namespace IcqBots.Protocol.FromServer;

/// <summary>What the server tells a client: the part of a datagram behind the header.</summary>
public abstract record ServerPacket
{
    private protected ServerPacket(ServerCommand command) => Command = command;

    /// <summary>The code in the header.</summary>
    public ServerCommand Command { get; }

    internal static ServerPacket Read(ServerCommand command, ref PacketReader reader) => command switch
    {
        ServerCommand.Ack => new AckPacket(),
        ServerCommand.ForcedOffline => new ForcedOfflinePacket(),
        ServerCommand.NewUserUin => NewUserUinPacket.Read(ref reader),
        ServerCommand.LoginReply => LoginReplyPacket.Read(ref reader),
        ServerCommand.WrongPassword => WrongPasswordPacket.Read(ref reader),
        ServerCommand.UserOnline => UserOnlinePacket.Read(ref reader),
        ServerCommand.UserOffline => UserOfflinePacket.Read(ref reader),
        ServerCommand.ReceiveMessage => ReceiveMessagePacket.Read(ref reader),
        ServerCommand.OfflineMessagesDone => OfflineMessagesDonePacket.Read(ref reader),
        ServerCommand.NotConnected => new NotConnectedPacket(),
        ServerCommand.Busy => new BusyPacket(),
        ServerCommand.OnlineMessage => OnlineMessagePacket.Read(ref reader),
        ServerCommand.StatusUpdate => StatusUpdatePacket.Read(ref reader),
        ServerCommand.ContactListDone => ContactListDonePacket.Read(ref reader),
        _ => new UnknownServerPacket(command, reader.ReadBytes(reader.Remaining)),
    };

    internal abstract void Write(PacketWriter writer);
}

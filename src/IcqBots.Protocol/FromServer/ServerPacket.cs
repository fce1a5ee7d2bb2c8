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
        ServerCommand.PreLoginReply => PreLoginReplyPacket.Read(ref reader),
        ServerCommand.NewUserUin => NewUserUinPacket.Read(ref reader),
        ServerCommand.LoginReply => LoginReplyPacket.Read(ref reader),
        ServerCommand.WrongPassword => WrongPasswordPacket.Read(ref reader),
        ServerCommand.UserOnline => UserOnlinePacket.Read(ref reader),
        ServerCommand.UserOffline => UserOfflinePacket.Read(ref reader),
        ServerCommand.QueryReply => QueryReplyPacket.Read(ref reader),
        ServerCommand.UserFound => UserFoundPacket.Read(ref reader),
        ServerCommand.EndOfSearch => EndOfSearchPacket.Read(ref reader),
        ServerCommand.NewUserReply => NewUserReplyPacket.Read(ref reader),
        ServerCommand.NewUserInfoFailed => NewUserInfoFailedPacket.Read(ref reader),
        ServerCommand.UpdateExtReply => UpdateExtReplyPacket.Read(ref reader),
        ServerCommand.UpdateExtFailed => UpdateExtFailedPacket.Read(ref reader),
        ServerCommand.ReceiveMessage => ReceiveMessagePacket.Read(ref reader),
        ServerCommand.OfflineMessagesDone => OfflineMessagesDonePacket.Read(ref reader),
        ServerCommand.NotConnected => new NotConnectedPacket(),
        ServerCommand.Busy => new BusyPacket(),
        ServerCommand.OnlineMessage => OnlineMessagePacket.Read(ref reader),
        ServerCommand.InfoReply => InfoReplyPacket.Read(ref reader),
        ServerCommand.ExtInfoReply => ExtInfoReplyPacket.Read(ref reader),
        ServerCommand.InvalidUin => InvalidUinPacket.Read(ref reader),
        ServerCommand.PasswordChanged => PasswordChangedPacket.Read(ref reader),
        ServerCommand.StatusUpdate => StatusUpdatePacket.Read(ref reader),
        ServerCommand.SystemMessage => SystemMessagePacket.Read(ref reader),
        ServerCommand.UpdateReply => UpdateReplyPacket.Read(ref reader),
        ServerCommand.UpdateFailed => UpdateFailedPacket.Read(ref reader),
        ServerCommand.AuthorizationModeChanged => AuthorizationModeChangedPacket.Read(ref reader),
        ServerCommand.MultiplePackets => MultiplePacketsPacket.Read(ref reader),
        ServerCommand.ContactListDone => ContactListDonePacket.Read(ref reader),
        _ => new UnknownServerPacket(command, reader.ReadBytes(reader.Remaining)),
    };

    internal abstract void Write(PacketWriter writer);
}

using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;
using static IcqBots.Protocol.FromServer.ServerCommand;
using ClientAckPacket = IcqBots.Protocol.FromClient.AckPacket;

namespace IcqBots.Server.Tests;

/// <summary>Every command that a client can send is answered as docs/protocol.md says; 1001 sends it, and 1002 is online.</summary>
public sealed class ServerAnswerTests : IAsyncDisposable
{
    private static readonly UserInfo Info = new("nick", "", "", "");

    private static readonly Dictionary<ClientCommand, (ClientPacket Packet, ServerCommand[] Answers)> Conversations = new()
    {
        [ClientCommand.Ack] = (new ClientAckPacket(), []),
        [ClientCommand.SendMessage] = (new SendMessagePacket(1002, MessageType.Text, "hi"), [Ack]),
        [ClientCommand.Login] = (ClientTranscript.LoginAs("secret"), [Ack, LoginReply]),
        [ClientCommand.PreLogin] = (new PreLoginPacket(7, 1001, new Password("secret"), OnlineStatus.Online), [Ack, PreLoginReply]),
        [ClientCommand.NewUserRegister] = (new NewUserRegisterPacket(new Password("newpass")), [Ack, NewUserUin]),
        [ClientCommand.ContactList] = (new ContactListPacket([1002]), [Ack, UserOnline, ContactListDone]),
        [ClientCommand.SearchUin] = (new SearchUinPacket(1, 1002), [Ack, UserFound, EndOfSearch]),
        [ClientCommand.SearchUser] = (new SearchUserPacket(1, "nobody", "", "", ""), [Ack, EndOfSearch]),
        [ClientCommand.KeepAlive] = (new KeepAlivePacket(), [Ack]),
        [ClientCommand.SendTextCode] = (new SendTextCodePacket(SendTextCodePacket.UserDisconnected), []),
        [ClientCommand.OfflineMessagesAck] = (new OfflineMessagesAckPacket(), [Ack]),
        [ClientCommand.OfflineMessagesRequest] = (new OfflineMessagesRequestPacket(), [Ack, OfflineMessagesDone]),
        [ClientCommand.MessageToNewUser] = (new MessageToNewUserPacket(1002, MessageType.AuthorizationGranted, ""), [Ack]),
        [ClientCommand.InfoRequest] = (new InfoRequestPacket(1, 1002), [Ack, InfoReply]),
        [ClientCommand.ExtInfoRequest] = (new ExtInfoRequestPacket(1, 9999), [Ack, InvalidUin]),
        [ClientCommand.ChangePassword] = (new ChangePasswordPacket(1, new Password("newpw")), []),
        [ClientCommand.NewUserInfo] = (new NewUserInfoPacket(1, Info), [Ack, NewUserReply]),
        [ClientCommand.UpdateExtInfo] = (new UpdateExtInfoPacket(1, new ExtendedUserInfo()), [Ack, UpdateExtReply]),
        [ClientCommand.QueryServers] = (new QueryServersPacket(new byte[] { 1 }), [Ack]),
        [ClientCommand.QueryAddons] = (new QueryAddonsPacket(ReadOnlyMemory<byte>.Empty), [Ack]),
        [ClientCommand.StatusChange] = (new StatusChangePacket(OnlineStatus.Away), [Ack]),
        [ClientCommand.NewUserPermission] = (new NewUserPermissionPacket(ReadOnlyMemory<byte>.Empty), [Ack]),
        [ClientCommand.UpdateInfo] = (new UpdateInfoPacket(1, Info), [Ack, UpdateReply]),
        [ClientCommand.AuthorizationMode] = (new AuthorizationModePacket(AuthorizationRequired: true), [Ack]),
        [ClientCommand.KeepAlive2] = (new KeepAlive2Packet(), [Ack]),
        [ClientCommand.Login2] = (new Login2Packet(0), [Ack]),
        [ClientCommand.AddToList] = (new AddToListPacket(1002), [Ack, UserOnline]),
        [ClientCommand.InvisibleList] = (new InvisibleListPacket([1003]), [Ack]),
        [ClientCommand.VisibleList] = (new VisibleListPacket([1003]), [Ack]),
    };

    private readonly ServerBench _bench = new();

    public static TheoryData<ClientCommand> Commands { get; } = [.. Enum.GetValues<ClientCommand>()];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_gets_its_answers(ClientCommand command)
    {
        Assert.True(Conversations.TryGetValue(command, out var conversation), $"{command} has no answer");
        await _bench.OnlineAsync(1002);
        var user = command is ClientCommand.Login or ClientCommand.PreLogin or ClientCommand.NewUserRegister or ClientCommand.NewUserPermission
            ? _bench.Client(1001)
            : await _bench.OnlineAsync(1001);

        user.Send(conversation.Packet);
        await _bench.SettleAsync();
        await _bench.PassAsync(seconds: 0.2);

        var answers = new List<ServerCommand>();
        for (var datagrams = await user.TakeAllAsync(); datagrams.Count > 0; datagrams = await user.TakeAllAsync())
        {
            foreach (var answer in datagrams.Select(datagram => ServerDatagram.Read(datagram, WireText.Latin1.Encoding)!))
            {
                answers.Add(answer.Packet.Command);
                if (answer.Packet.Command != Ack)
                {
                    user.Ack(answer.Sequence);
                }
            }
        }

        Assert.Equal(conversation.Answers, answers);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}

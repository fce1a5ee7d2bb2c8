using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Protocol.Messages;

namespace IcqBots.Client.Tests;

/// <summary>Every command that a client can send has a verb that sends it.</summary>
public class ClientVerbTests
{
    private static readonly UserInfo Self = new("bot", "", "", "");

    private static readonly Dictionary<ClientCommand, Func<ClientBench, Task>> Verbs = new()
    {
        [ClientCommand.Ack] = bench => bench.Server.SendAcknowledgedAsync(new Protocol.FromServer.UserOfflinePacket(1001)),
        [ClientCommand.SendMessage] = bench => bench.Client.SendMessageAsync(1001, "hello"),
        [ClientCommand.Login] = Reconnect,
        [ClientCommand.PreLogin] = bench => Access(bench).CheckLoginAsync("10.0.0.1", 4000, 2001, new Password("x"), CancellationToken.None),
        [ClientCommand.NewUserRegister] = bench => Access(bench).RegisterAsync("10.0.0.1", 4000, new Password("x"), CancellationToken.None),
        [ClientCommand.ContactList] = ReconnectAndAccept,
        [ClientCommand.SearchUin] = bench => bench.Client.Users.SearchAsync(1001),
        [ClientCommand.SearchUser] = bench => bench.Client.Users.SearchAsync(new UserSearch { Email = "a@b.c" }),
        [ClientCommand.KeepAlive] = bench => bench.PassAsync(seconds: 61),
        [ClientCommand.SendTextCode] = bench => bench.Client.DisconnectAsync(),
        [ClientCommand.OfflineMessagesAck] = AnswerStoredMessages,
        [ClientCommand.OfflineMessagesRequest] = ReconnectAndAccept,
        [ClientCommand.MessageToNewUser] = bench => bench.Client.GrantAuthorizationAsync(1001),
        [ClientCommand.InfoRequest] = bench => bench.Client.Users.GetInfoAsync(1001),
        [ClientCommand.ExtInfoRequest] = bench => bench.Client.Users.GetExtendedInfoAsync(1001),
        [ClientCommand.ChangePassword] = bench => bench.Client.Users.ChangePasswordAsync(new Password("newpw")),
        [ClientCommand.NewUserInfo] = bench => bench.Client.Users.UpdateInfoAsync(Self),
        [ClientCommand.UpdateExtInfo] = bench => bench.Client.Users.UpdateExtendedInfoAsync(new ExtendedUserInfo()),
        [ClientCommand.QueryServers] = bench => bench.Client.SendPacketAsync(new QueryServersPacket(new byte[] { 1 })),
        [ClientCommand.QueryAddons] = bench => bench.Client.SendPacketAsync(new QueryAddonsPacket(new byte[] { 1 })),
        [ClientCommand.StatusChange] = bench => bench.Client.SetStatusAsync(OnlineStatus.Away, ""),
        [ClientCommand.NewUserPermission] = bench => Access(bench).AskPermissionAsync("10.0.0.1", 4000, CancellationToken.None),
        [ClientCommand.UpdateInfo] = bench => bench.Client.Users.UpdateInfoLaterFormAsync(Self),
        [ClientCommand.AuthorizationMode] = bench => bench.Client.SendPacketAsync(new AuthorizationModePacket(AuthorizationRequired: true)),
        [ClientCommand.KeepAlive2] = bench => bench.Client.SendPacketAsync(new KeepAlive2Packet()),
        [ClientCommand.Login2] = bench => bench.Client.SendPacketAsync(new Login2Packet(0)),
        [ClientCommand.AddToList] = bench => bench.Client.AddContactAsync(1005, Self),
        [ClientCommand.InvisibleList] = bench => bench.Client.HideFromAsync(1001),
        [ClientCommand.VisibleList] = bench => bench.Client.ShowToAsync(1001),
    };

    public static TheoryData<ClientCommand> Commands { get; } = [.. Enum.GetValues<ClientCommand>()];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_is_sent_by_a_verb(ClientCommand command)
    {
        Assert.True(Verbs.TryGetValue(command, out var verb), $"{command} has no verb");
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        var doing = verb(bench);
        _ = doing.ContinueWith(static task => task.Exception, TaskScheduler.Default);

        if (command is ClientCommand.Ack or ClientCommand.ContactList or ClientCommand.OfflineMessagesRequest or ClientCommand.OfflineMessagesAck)
        {
            await doing.WaitAsync(ClientBench.SafetyLimit);
        }

        if (command != ClientCommand.Ack)
        {
            await bench.Server.TakeUntilAsync(command).WaitAsync(ClientBench.SafetyLimit);
        }
    }

    public static TheoryData<MessageType, string> Messages { get; } = new()
    {
        { MessageType.Url, "look\u00FEhttp://x.org" },
        { MessageType.ContactList, "1\u00FE1001\u00FEalice\u00FE" },
        { MessageType.AuthorizationRequest, "bot\u00FE\u00FE\u00FE\u00FE1\u00FEplease" },
        { MessageType.AuthorizationGranted, "" },
        { MessageType.AuthorizationDenied, "no" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_structured_message_is_sent_with_its_fields(MessageType type, string text)
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        Task sending = type switch
        {
            MessageType.Url => bench.Client.SendUrlAsync(1001, new UrlMessage("look", "http://x.org")),
            MessageType.ContactList => bench.Client.SendContactsAsync(1001, [new ListedContact(1001, "alice")]),
            MessageType.AuthorizationRequest =>
                bench.Client.RequestAuthorizationAsync(1001, new AuthorizationRequestMessage(Self, "please")),
            MessageType.AuthorizationGranted => bench.Client.GrantAuthorizationAsync(1001),
            _ => bench.Client.DenyAuthorizationAsync(1001, "no"),
        };

        var received = type is MessageType.Url or MessageType.ContactList
            ? await bench.Server.TakeAsync<SendMessagePacket>() is var direct ? (direct.Type, direct.Text) : default
            : await bench.Server.TakeAsync<MessageToNewUserPacket>() is var special ? (special.Type, special.Text) : default;
        Assert.Equal((type, text), received);
        await sending.WaitAsync(ClientBench.SafetyLimit);
    }

    [Fact]
    public async Task Many_contacts_are_sent_in_several_messages_that_clients_accept()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();
        var contacts = Enumerable.Range(1, 40).Select(number => new ListedContact((uint)number, $"friend number {number}")).ToArray();

        var sending = bench.Client.SendContactsAsync(1001, contacts);
        var received = new List<ListedContact>();
        while (received.Count < contacts.Length)
        {
            var message = await bench.Server.TakeAsync<SendMessagePacket>();
            Assert.True(message.Text.Length <= WireText.MaxMessageBytes);
            received.AddRange(ContactListMessage.Parse(message.Text, WireText.Latin1).Contacts);
        }

        await sending.WaitAsync(ClientBench.SafetyLimit);
        Assert.Equal(contacts, received);
    }

    [Fact]
    public async Task A_web_address_that_no_client_accepts_is_refused()
    {
        await using var bench = new ClientBench();
        await bench.LogInAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => bench.Client.SendUrlAsync(1001, new UrlMessage(new string('x', 450), "http://x.org")));
    }

    [Fact]
    public async Task Contacts_and_lists_that_were_changed_are_told_at_the_next_login()
    {
        await using var bench = new ClientBench(options => options with { Contacts = [1003, 1004], VisibleList = [1001], InvisibleList = [1002] });

        await bench.Client.AddContactAsync(1005, Self);
        bench.Client.RemoveContact(1004);
        await bench.Client.ShowToAsync(1006);
        _ = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.AcceptLoginAsync();

        Assert.Equal([1003u, 1005u], (await bench.Server.TakeAsync<ContactListPacket>()).Contacts.Select(uin => uin.Value));
        Assert.Equal([1002u], (await bench.Server.TakeAsync<InvisibleListPacket>()).Contacts.Select(uin => uin.Value));
        Assert.Equal([1001u, 1006u], (await bench.Server.TakeAsync<VisibleListPacket>()).Contacts.Select(uin => uin.Value).Order());
    }

    [Fact]
    public async Task Contacts_and_lists_that_change_while_a_login_goes_on_are_told_by_it()
    {
        await using var bench = new ClientBench();
        _ = bench.Client.ConnectAsync(CancellationToken.None);
        var login = await bench.Server.TakeAsync<LoginPacket>(1);

        await bench.Client.AddContactAsync(1005, Self);
        await bench.Client.ShowToAsync(1006);
        bench.Server.Send(0, new LoginReplyPacket(2001, login.Address, login.LoginSequence));

        Assert.Equal([1005u], (await bench.Server.TakeAsync<ContactListPacket>()).Contacts.Select(uin => uin.Value));
        Assert.Equal([1006u], (await bench.Server.TakeAsync<VisibleListPacket>()).Contacts.Select(uin => uin.Value));
    }

    /// <summary>Another login, which the test answers by acknowledging everything.</summary>
    private static async Task Reconnect(ClientBench bench)
    {
        await bench.Client.DisconnectAsync();
        await bench.Client.ConnectAsync(CancellationToken.None);
    }

    private static async Task ReconnectAndAccept(ClientBench bench)
    {
        await bench.Client.DisconnectAsync();
        await bench.Server.TakeUntilAsync(ClientCommand.SendTextCode);
        _ = bench.Client.ConnectAsync(CancellationToken.None);
        await bench.Server.AcceptLoginAsync();
    }

    private static async Task AnswerStoredMessages(ClientBench bench)
    {
        await ReconnectAndAccept(bench);
        bench.Server.Send(new Protocol.FromServer.OfflineMessagesDonePacket(2001));
    }

    private static ServerAccess Access(ClientBench bench) => new(bench.Network.HostAt("10.0.0.2"), bench.Clock);
}

using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Tests.Handlers;

public class ListHandlerTests
{
    private const string AddedBy1001 = "\u00FE\u00FE\u00FE\u00FE1";

    [Fact]
    public async Task Who_is_put_on_the_invisible_list_is_told_an_absence_and_nothing_more()
    {
        await using var bench = new ServerBench();
        var unwanted = await bench.OnlineAsync(1002, 1001);
        var friend = await bench.OnlineAsync(1003, 1001);
        var user = await bench.OnlineAsync(1001);
        await unwanted.TakeAsync<UserOnlinePacket>();
        await friend.TakeAsync<UserOnlinePacket>();

        await user.SendAcknowledgedAsync(new InvisibleListPacket([1002]));
        await unwanted.TakeAsync(3, new UserOfflinePacket(1001));
        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Away));
        await friend.TakeAsync<StatusUpdatePacket>();
        user.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));

        await friend.TakeAsync<UserOfflinePacket>();
        await unwanted.ExpectNothingAsync();
    }

    [Fact]
    public async Task Who_is_on_the_invisible_list_does_not_see_the_user_by_its_contact_list_either()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(new InvisibleListPacket([1002]));
        var unwanted = await bench.OnlineAsync(1002);

        await unwanted.SendAcknowledgedAsync(new ContactListPacket([1001]));
        await unwanted.TakeAsync(1, new ContactListDonePacket(1002));
        await unwanted.SendAcknowledgedAsync(new AddToListPacket(1001));

        await unwanted.ExpectNothingAsync();
    }

    [Fact]
    public async Task While_the_user_is_invisible_only_those_on_the_visible_list_see_it()
    {
        await using var bench = new ServerBench();
        var trusted = await bench.OnlineAsync(1002, 1001);
        var friend = await bench.OnlineAsync(1003, 1001);
        var user = bench.Client(1001);
        await user.LogInAsync(status: OnlineStatus.Invisible);

        await user.SendAcknowledgedAsync(new VisibleListPacket([1002]));
        Assert.Equal(OnlineStatus.Invisible, (await trusted.TakeAsync<UserOnlinePacket>()).Status);
        await friend.ExpectNothingAsync();

        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Invisible | OnlineStatus.Away));
        await trusted.TakeAsync(3, new StatusUpdatePacket(1001, OnlineStatus.Invisible | OnlineStatus.Away));
        await friend.ExpectNothingAsync();

        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Online));
        await trusted.TakeAsync(4, new StatusUpdatePacket(1001, OnlineStatus.Online));
        await friend.TakeAsync<UserOnlinePacket>();
    }

    [Fact]
    public async Task Who_is_on_both_lists_does_not_see_the_user()
    {
        await using var bench = new ServerBench();
        var both = await bench.OnlineAsync(1002, 1001);
        var user = bench.Client(1001);
        await user.LogInAsync(status: OnlineStatus.Invisible);

        await user.SendAcknowledgedAsync(new InvisibleListPacket([1002]));
        await user.SendAcknowledgedAsync(new VisibleListPacket([1002]));
        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Online));

        await both.ExpectNothingAsync();
    }

    [Fact]
    public async Task Chunks_of_the_visible_and_invisible_lists_add_up()
    {
        await using var bench = new ServerBench();
        var trusted = await bench.OnlineAsync(1002, 1001);
        var unwanted = await bench.OnlineAsync(1003, 1001);
        var user = bench.Client(1001);
        await user.LogInAsync(status: OnlineStatus.Invisible);
        await user.SendAcknowledgedAsync(new VisibleListPacket([1002]));
        await user.SendAcknowledgedAsync(new VisibleListPacket([1004]));
        await user.SendAcknowledgedAsync(new InvisibleListPacket([1003]));
        await user.SendAcknowledgedAsync(new InvisibleListPacket([1004]));
        await trusted.TakeAsync<UserOnlinePacket>();

        await user.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Online));

        await trusted.TakeAsync<StatusUpdatePacket>();
        await unwanted.ExpectNothingAsync();
    }

    [Fact]
    public async Task The_lists_of_a_session_end_with_it()
    {
        await using var bench = new ServerBench();
        var friend = await bench.OnlineAsync(1002, 1001);
        var user = await bench.OnlineAsync(1001);
        await friend.TakeAsync<UserOnlinePacket>();
        await user.SendAcknowledgedAsync(new InvisibleListPacket([1002]));
        await friend.TakeAsync<UserOfflinePacket>();
        user.Send(new SendTextCodePacket(SendTextCodePacket.UserDisconnected));

        await bench.OnlineAsync(1001);

        await friend.TakeAsync<UserOnlinePacket>();
    }

    [Fact]
    public async Task A_list_holds_4096_users()
    {
        await using var bench = new ServerBench();
        var hoarder = await bench.OnlineAsync(1001);
        for (uint chunk = 0; chunk < 17; chunk++)
        {
            await hoarder.SendAcknowledgedAsync(
                new ContactListPacket([.. Enumerable.Range(0, 241).Select(i => new Uin(10_000 + (chunk * 241) + (uint)i))]));
            await hoarder.TakeAsync<ContactListDonePacket>();
        }

        await hoarder.SendAcknowledgedAsync(new ContactListPacket([1002]));
        await hoarder.TakeAsync<ContactListDonePacket>();
        await bench.OnlineAsync(1002);

        await hoarder.ExpectNothingAsync();
    }

    [Fact]
    public async Task An_added_contact_that_is_online_is_shown_and_its_changes_too()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        var contact = await bench.OnlineAsync(1002);

        await user.SendAcknowledgedAsync(new AddToListPacket(1002));
        Assert.Equal(1002u, (await user.TakeAsync<UserOnlinePacket>()).Uin.Value);

        await contact.TakeAsync<OnlineMessagePacket>();
        await contact.SendAcknowledgedAsync(new StatusChangePacket(OnlineStatus.Away));
        await user.TakeAsync(2, new StatusUpdatePacket(1002, OnlineStatus.Away));
    }

    [Fact]
    public async Task Who_is_added_is_told_by_whom_once_in_a_session()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(
            new NewUserInfoPacket(1, new UserInfo("Annie", "Ann", "Lee", "ann@example.org") { AuthorizationRequired = true }));
        var contact = await bench.OnlineAsync(1002);

        await user.SendAcknowledgedAsync(new AddToListPacket(1002));
        await contact.TakeAsync(
            1, new OnlineMessagePacket(1001, MessageType.YouWereAdded, "Annie\u00FEAnn\u00FELee\u00FEann@example.org\u00FE0"));
        await user.TakeAsync<UserOnlinePacket>();
        await user.SendAcknowledgedAsync(new AddToListPacket(1002));

        await user.TakeAsync<UserOnlinePacket>();
        await contact.ExpectNothingAsync();
    }

    [Fact]
    public async Task Who_is_added_while_offline_is_told_later()
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(new AddToListPacket(1002));
        await user.ExpectNothingAsync();

        var contact = await bench.OnlineAsync(1002);
        await contact.SendAcknowledgedAsync(new OfflineMessagesRequestPacket());

        await contact.TakeAsync(1, new ReceiveMessagePacket(1001, 2026, 1, 5, 8, 0, MessageType.YouWereAdded, AddedBy1001));
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(4711)]
    public async Task Adding_oneself_or_nobody_is_acknowledged_and_tells_nobody(uint uin)
    {
        await using var bench = new ServerBench();
        var user = await bench.OnlineAsync(1001);

        await user.SendAcknowledgedAsync(new AddToListPacket(uin));
        await bench.Network.IdleAsync();

        Assert.Equal(0, bench.Store.CountMessages(uin));
    }

    [Fact]
    public async Task A_full_mailbox_does_not_keep_an_addition_from_being_acknowledged()
    {
        await using var bench = new ServerBench(new IcqServerOptions { MailboxLimit = 1 });
        var user = await bench.OnlineAsync(1001);
        await user.SendAcknowledgedAsync(new SendMessagePacket(1002, MessageType.Text, "hello"));

        await user.SendAcknowledgedAsync(new AddToListPacket(1002));

        Assert.Equal("hello", Assert.Single(bench.Store.LoadMessages(1002)).Text);
    }

    [Fact]
    public async Task An_addition_whose_message_cannot_be_stored_is_not_acknowledged_and_its_copy_works_later()
    {
        await using var bench = new ServerBench(expectsErrors: true);
        var user = await bench.OnlineAsync(1001);
        bench.Store.IsFull = true;
        user.Send(7, new AddToListPacket(1002));
        await user.ExpectNothingAsync();

        bench.Store.IsFull = false;
        user.Repeat();

        await user.ExpectAckAsync(7);
        Assert.Equal(AddedBy1001, Assert.Single(bench.Store.LoadMessages(1002)).Text);
    }
}

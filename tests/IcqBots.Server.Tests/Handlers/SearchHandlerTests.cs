using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests.Handlers;

public class SearchHandlerTests
{
    [Theory]
    [InlineData("Annie", "", "", "")]
    [InlineData("ANNIE", "", "", "")]
    [InlineData("", "ann", "", "")]
    [InlineData("", "", "LEE", "")]
    [InlineData("annie", "ann", "lee", "")]
    [InlineData("", "", "", "ANN@example.org")]
    [InlineData("nobody", "nobody", "nobody", "ann@example.org")]
    public async Task Names_are_found_whole_and_together_and_an_email_address_alone(string nick, string first, string last, string email)
    {
        await using var bench = new ServerBench();
        var guest = await AnnAsync(bench);

        await guest.SendAcknowledgedAsync(new SearchUserPacket(77, nick, first, last, email));

        await guest.TakeAsync(
            2, new UserFoundPacket(77, 1001, new UserInfo("Annie", "Ann", "Lee", "ann@example.org") { AuthorizationRequired = true }));
        await guest.TakeAsync(3, new EndOfSearchPacket(77, More: false));
    }

    [Theory]
    [InlineData("Ann", "", "", "")]
    [InlineData("Annie", "Bob", "", "")]
    [InlineData("", "", "", "ann@example")]
    [InlineData("Annie", "", "", "bob@example.org")]
    [InlineData("", "", "", "")]
    public async Task Parts_of_names_names_of_others_and_nothing_at_all_find_nobody(string nick, string first, string last, string email)
    {
        await using var bench = new ServerBench();
        var guest = await AnnAsync(bench);

        await guest.SendAcknowledgedAsync(new SearchUserPacket(77, nick, first, last, email));

        await guest.TakeAsync(2, new EndOfSearchPacket(77, More: false));
        await guest.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(41, true)]
    public async Task Forty_hits_are_sent_and_the_end_says_whether_there_are_more(int users, bool more)
    {
        await using var bench = new ServerBench(new IcqServerOptions
        {
            Accounts = [.. Enumerable.Range(0, users).Select(i => new Account((uint)(5_000 - i), "Twin") { Password = new Password("secret") })],
        });
        var guest = await bench.OnlineAsync(1002);

        await guest.SendAcknowledgedAsync(new SearchUserPacket(1, "twin", "", "", ""));

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal((uint)(5_000 - users + 1 + i), (await guest.TakeAsync<UserFoundPacket>()).Uin.Value);
        }

        Assert.Equal(more, (await guest.TakeAsync<EndOfSearchPacket>()).More);
        await guest.ExpectNothingAsync();
    }

    [Fact]
    public async Task Registered_users_are_found_too()
    {
        await using var bench = new ServerBench();
        var user = bench.Client(100_000);
        user.Send(1, new NewUserRegisterPacket(new Password("newpass")));
        await user.ExpectAckAsync(1);
        await user.ExpectAsync(1, new NewUserUinPacket(1, 100_000));
        var guest = await bench.OnlineAsync(1002);

        await guest.SendAcknowledgedAsync(new SearchUinPacket(5, 100_000));

        Assert.Equal(100_000u, (await guest.TakeAsync<UserFoundPacket>()).Uin.Value);
        await guest.TakeAsync(2, new EndOfSearchPacket(5, More: false));
    }

    /// <summary>1001 has told about itself; 1002 is online and has had one answer.</summary>
    private static async Task<ClientTranscript> AnnAsync(ServerBench bench)
    {
        var ann = await bench.OnlineAsync(1001);
        await ann.SendAcknowledgedAsync(
            new NewUserInfoPacket(1, new UserInfo("Annie", "Ann", "Lee", "ann@example.org") { AuthorizationRequired = true }));
        var guest = await bench.OnlineAsync(1002);
        await guest.SendAcknowledgedAsync(new ContactListPacket([]));
        await guest.TakeAsync<ContactListDonePacket>();
        return guest;
    }
}

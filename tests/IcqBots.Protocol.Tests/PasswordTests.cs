using System.Net;
using IcqBots.Protocol.FromClient;

namespace IcqBots.Protocol.Tests;

public sealed class PasswordTests
{
    private static readonly Password Secret = new("hunter2");

    [Fact]
    public void A_password_prints_as_asterisks_and_is_revealed_on_request()
    {
        Assert.Equal("***", Secret.ToString());
        Assert.Equal("***", $"{Secret}");
        Assert.Equal("hunter2", Secret.Reveal());
    }

    [Fact]
    public void No_datagram_that_holds_a_password_prints_it()
    {
        ClientPacket[] packets =
        [
            new LoginPacket(0, Secret, IPAddress.Any, ConnectionType.ServerOnly, OnlineStatus.Online, 3, 1),
            new NewUserRegisterPacket(Secret),
        ];

        Assert.All(packets, packet =>
        {
            var printed = new ClientDatagram(1, 1001, packet).ToString();
            Assert.Contains("***", printed, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Passwords_are_equal_when_their_texts_are()
    {
        Assert.Equal(new Password("hunter2"), Secret);
        Assert.NotEqual(new Password("Hunter2"), Secret);
    }

    [Fact]
    public void Any_text_but_none_parses()
    {
        Assert.True(Password.TryParse(" päss ", null, out var password));
        Assert.Equal(" päss ", password.Reveal());
        Assert.False(Password.TryParse("", null, out _));
        Assert.False(Password.TryParse(null, null, out _));
    }

    [Fact]
    public void The_password_of_no_login_is_empty() => Assert.Equal("", default(Password).Reveal());
}

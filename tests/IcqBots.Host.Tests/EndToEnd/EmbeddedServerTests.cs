namespace IcqBots.Host.Tests.EndToEnd;

public sealed class EmbeddedServerTests
{
    [Fact]
    public async Task The_nick_of_a_bot_is_told_in_the_bytes_of_its_code_page()
    {
        await using var host = await TestHost.StartAsync(
            """
            embedded-server:
              accounts:
                - { uin: 1001, password: guest }
            bots:
              - { name: anya, uin: 2001, password: anya, nick: Аня, encoding: windows-1251 }
            """,
            []);
        var western = await host.LogInAsync(1001, "guest");

        var info = await TestHost.SoonAsync(western.Users.GetInfoAsync(2001));

        Assert.Equal("Àíÿ", info?.Nick);
    }
}

using System.Text.RegularExpressions;
using IcqBots.Client;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;

namespace IcqBots.Host.Tests.Replies;

/// <summary>The services of docs/auto-replies.md run as they stand there, without a script.</summary>
public sealed class AutoReplyDocumentationTests
{
    [Fact]
    public async Task The_auto_responder_of_the_page_answers()
    {
        await using var host = await StartAsync("An auto-responder");
        var owner = await host.LogInAsync(1001, "p");
        var anna = await host.LogInAsync(1002, "p");

        Assert.Equal("Welcome, Anna! Ask me for \"prices\" or \"hours\".", await AskAsync(host, anna, 2020, "hi"));
        Assert.Equal("Forwarded from 1002 (Anna):\nhi", await NextAsync(host, owner));
        Assert.StartsWith("A pizza is 7 euros", await AskAsync(host, anna, 2020, "What are your prices?"), StringComparison.Ordinal);
        Assert.StartsWith("We are here every day", await AskAsync(host, anna, 2020, "When do you open?"), StringComparison.Ordinal);
        Assert.Equal("2 times margherita, Anna? We call you back.", await AskAsync(host, anna, 2020, "I order 2 margherita"));
        Assert.Equal("Forwarded from 1002 (Anna):\nI order 2 margherita", await NextAsync(host, owner));
        Assert.Contains(await AskAsync(host, anna, 2020, "42"), (string[])["I did not get that.", "Sorry, what was that?"]);
    }

    [Fact]
    public async Task The_away_message_service_of_the_page_tells_and_keeps()
    {
        await using var host = await StartAsync("An away-message service");
        var owner = await host.LogInAsync(1001, "p");
        var anna = await host.LogInAsync(1002, "p", peerToPeer: true, 2021);

        Assert.Equal(
            "Hello Anna, I am gone since lunch. It is 08:00 here. I read your message when I am back.", await AskAsync(host, anna, 2021, "Lunch?"));
        var delivery = await TestHost.SoonAsync(anna.SendMessageAsync(2021, "Or dinner?", MessageRoute.Peer));
        Assert.StartsWith("Hello Anna, I am gone since lunch.", delivery.AwayMessage, StringComparison.Ordinal);
        Assert.Equal("2 messages:", await AskAsync(host, owner, 2021, "messages"));
        Assert.Equal("5 Jan 08:00 Anna (1002): Lunch?", await NextAsync(host, owner));
        Assert.Equal("5 Jan 08:00 Anna (1002): Or dinner?", await NextAsync(host, owner));
    }

    private static async Task<string> AskAsync(TestHost host, IcqClient person, Uin bot, string text)
    {
        // People take longer than a second to write.
        await host.Time.AdvanceAsync(TimeSpan.FromSeconds(2), host.Network);
        await TestHost.SoonAsync(person.SendMessageAsync(bot, text, MessageRoute.Server));
        return await NextAsync(host, person);
    }

    private static async Task<string> NextAsync(TestHost host, IcqClient person)
    {
        var next = TestHost.ReceiveAsync(person);
        await host.UntilAsync(() => next.IsCompleted, TimeSpan.FromMilliseconds(1));
        return (await next).Text;
    }

    private static async Task<TestHost> StartAsync(string heading)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "auto-replies.md"));
        var yaml = Regex.Match(page, $"\n## {heading}\n.*?```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var host = await TestHost.StartAsync(
            $"embedded-server: {{ accounts: [{{ uin: 1001, password: p, nick: Owner }}, {{ uin: 1002, password: p, nick: Anna }}] }}\n{yaml}", []);
        await host.AllOnlineAsync();
        return host;
    }
}

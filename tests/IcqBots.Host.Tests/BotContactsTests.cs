using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Host.Tests.Replies;
using IcqBots.Testing;

namespace IcqBots.Host.Tests;

/// <summary>The contact list of a bot, which schedules and scripts change.</summary>
public sealed class BotContactsTests : IDisposable
{
    private readonly ReplyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_schedule_changes_the_list_and_the_bot_sees_at_once_who_is_there()
    {
        const string keys = """
            time-zone: UTC
            contacts: [1001]
            schedules:
              - { name: fair, cron: "0 9 * * *", actions: [{ add-contact: [1001, 1002] }, { remove-contact: 1001 }] }
              - { name: over, cron: "20 9 * * *", remove-contact: [1001, 1002] }
            """;
        await using var host = await _bench.StartAsync(keys, time: new ManualTimeProvider(DateTimeOffset.Parse("2026-05-01 08:59Z", null)));
        await host.LogInAsync(1001, "p");
        await host.LogInAsync(1002, "p");

        await host.UntilAsync(() => ContactsOf(host) == "1002 Online", TimeSpan.FromSeconds(1));
        await host.UntilAsync(() => ContactsOf(host) == "", TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("1001, 1003", "1002, 1003")]
    [InlineData("1001, 1002", "1002")]
    [InlineData("1001, 1002 then 1001", "")]
    [InlineData("1003", "1002, 1003")]
    [InlineData("1003 then 1001, 1003", "1001, 1002, 1003")]
    public async Task What_was_changed_survives_until_bots_yaml_says_otherwise(string files, string expected)
    {
        await using (var host = await _bench.StartAsync("contacts: [1001, 1003]"))
        {
            var bot = host.Fleet.Bots["bot"];
            await TestHost.SoonAsync(bot.AddContactAsync(1002, CancellationToken.None));
            await TestHost.SoonAsync(bot.RemoveContactAsync(1001, CancellationToken.None));
            Assert.Equal("1002 Offline, 1003 Offline", ContactsOf(host));
        }

        var list = "";
        foreach (var contacts in files.Split(" then "))
        {
            await using var host = await _bench.StartAsync($"contacts: [{contacts}]");
            list = string.Join(", ", host.Fleet.Bots["bot"].Contacts.Select(contact => contact.Uin));
        }

        Assert.Equal(expected, list);
    }

    [Fact]
    public async Task Scripts_change_the_list_too()
    {
        const string script = """
            OnCommand("add {uin:uin}", async (IncomingMessage message, Uin uin) => await AddContactAsync(uin));
            OnCommand("drop {uin:uin}", async (IncomingMessage message, Uin uin) => await RemoveContactAsync(uin));
            """;
        await using (var host = await _bench.StartAsync("contacts: [1002]\nscripts: [bot.csx]", script))
        {
            var anna = await host.LogInAsync(1001, "p");
            foreach (var text in new[] { "drop 1002", "add 1001" })
            {
                await TestHost.SoonAsync(anna.SendMessageAsync(ReplyBench.Bot, text));
            }

            await host.UntilAsync(() => ContactsOf(host) == "1001 Online", TimeSpan.FromMilliseconds(1));
        }

        await using var after = await _bench.StartAsync("contacts: [1002]");
        Assert.Equal("1001 Offline", ContactsOf(after));
    }

    private static string ContactsOf(TestHost host) =>
        string.Join(", ", host.Fleet.Bots["bot"].Contacts.Select(contact => $"{contact.Uin} {contact.Status}"));
}

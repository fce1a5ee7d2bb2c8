using IcqBots.Client;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Replies;

/// <summary>What people get while a bot is away, and what its admin gets when back; over real connections, through restarts and kills.</summary>
public sealed class AwayReplyTests : IDisposable
{
    private static readonly Uin Bot = 3001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Each_person_gets_the_text_filled_for_them_once_in_a_period()
    {
        await using var host = await StartAsync("status: { set: away, message: 'Hello {nick} ({uin}), {bot} is {status} at {time:HH:mm}' }");
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("Hello Anna (1001), Shop is away at 08:00", await AskAsync(host, anna, "are you there?"));
        Assert.Equal("Hello Boris (1002), Shop is away at 08:00", await AskAsync(host, boris, "are you there?"));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(5), host.Network);
        Assert.Null(await AskAsync(host, anna, "hello?"));

        await SetStatusAsync(host, OnlineStatus.Online);
        Assert.Null(await AskAsync(host, anna, "back?"));
        await SetStatusAsync(host, OnlineStatus.Away, "Gone, {nick}");
        Assert.Equal("Gone, Anna", await AskAsync(host, anna, "and now?"));
    }

    [Fact]
    public async Task A_period_goes_on_over_a_restart_and_a_time_does_as_well()
    {
        const string Yaml = "away-messages: { away: Gone }\n    status: { set: away }";
        await using (var host = await StartAsync(Yaml))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Equal("Gone", await AskAsync(host, anna, "one"));
        }

        await using (var host = await StartAsync(Yaml))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Null(await AskAsync(host, anna, "two"));
            await SetStatusAsync(host, OnlineStatus.Online);
        }

        await using (var host = await StartAsync($"{Yaml}\n    away-reply: {{ once-per: 1h }}"))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Equal("Gone", await AskAsync(host, anna, "three"));
        }

        await using (var host = await StartAsync($"{Yaml}\n    away-reply: {{ once-per: 1h }}", time: At(TimeSpan.FromMinutes(50))))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Null(await AskAsync(host, anna, "four"));
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(15), host.Network);
            Assert.Equal("Gone", await AskAsync(host, anna, "five"));
        }
    }

    [Fact]
    public async Task A_peer_gets_the_text_with_the_acknowledgement_and_when_it_reads_it_but_not_as_a_message()
    {
        await using var host = await StartAsync("""
            away-messages: { dnd: "Not now, {nick}", na: "Holiday, {nick}" }
                status: { set: dnd }
            """);
        var anna = await host.LogInAsync(1001, "p", peerToPeer: true, Bot);

        var delivery = await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "are you there?", MessageRoute.Peer));
        var read = await TestHost.SoonAsync(anna.ReadAwayMessageAsync(Bot));
        await SetStatusAsync(host, OnlineStatus.NotAvailable);
        var later = await TestHost.SoonAsync(anna.ReadAwayMessageAsync(Bot));

        Assert.Equal((OnlineStatus.DoNotDisturb, "Not now, Anna"), (delivery.ReceiverStatus, delivery.AwayMessage));
        Assert.Equal(("Not now, Anna", "Holiday, Anna"), (read.AwayMessage, later.AwayMessage));
        Assert.Null(await AnswerAsync(host, anna));
    }

    [Theory]
    [InlineData("User is currently away", MessageType.Text)]
    [InlineData("[Auto-Reply] hi", MessageType.Text)]
    [InlineData("hi", MessageType.Text | MessageType.MultipleRecipients)]
    [InlineData("hi", MessageType.ContactList)]
    [InlineData("hi", MessageType.WebPager)]
    [InlineData("hi", MessageType.EmailExpress)]
    [InlineData("hi", MessageType.ServerMessage)]
    [InlineData("hi", MessageType.YouWereAdded)]
    public async Task Nobody_gets_it_for_what_no_person_has_written_to_the_bot_alone(string text, MessageType type)
    {
        await using var host = await StartAsync("away-messages: { away: Gone }\n    status: { set: away }");
        var anna = await host.LogInAsync(1001, "p");

        await TestHost.SoonAsync(anna.SendAsync(Bot, type, text, MessageRoute.Server, MessageUrgency.Normal, CancellationToken.None));

        Assert.Null(await AnswerAsync(host, anna));
        Assert.Equal("Gone", await AskAsync(host, anna, "I am real"));
    }

    [Fact]
    public async Task Neither_another_bot_of_the_host_nor_a_stored_message_of_before_gets_it()
    {
        var time = new ManualTimeProvider();
        await using var network = new MemoryNetwork(time);
        await using var server = await TestHost.StartAsync(
            "embedded-server: { accounts: [{ uin: 1001, password: p }, { uin: 3001, password: b }, { uin: 3002, password: b }] }",
            [],
            network: network,
            time: time);
        var anna = await server.LogInAsync(1001, "p");
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "while you were offline"));
        await time.AdvanceAsync(TimeSpan.FromMinutes(5), network);

        var path = Path.Combine(_folder.FullName, "bots.yaml");
        await File.WriteAllTextAsync(path, """
            server: 127.0.0.1:4000
            data: data
            bots:
              - { name: one, uin: 3001, password: b, status: { set: away, message: Gone } }
              - { name: two, uin: 3002, password: b }
            """);
        await using var host = await TestHost.StartFileAsync(path, null, new TestLog(), network, time);
        await host.AllOnlineAsync();
        await host.Fleet.Bots["two"].SendAsync(new Scripting.OutgoingText(Bot, "hello, brother"), CancellationToken.None);
        await host.UntilAsync(() => Count("inbox WHERE state = 1") == 2, TimeSpan.FromMilliseconds(10));

        Assert.Equal(0, Count("outbox WHERE bot = 'one'"));
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "and now?"));
        Assert.Equal("Gone", (await TestHost.ReceiveAsync(anna)).Text);
        Assert.Equal(1, Count("outbox WHERE bot = 'one'"));
    }

    [Fact]
    public async Task A_bot_with_scripts_sends_it_only_where_bots_yaml_wants_it_and_no_script_has_answered()
    {
        const string Script = "OnMessage(m => m.Text == \"hi\", m => m.ReplyAsync(\"ho\"));";
        const string Yaml = "scripts: [bot.csx]\n    status: { set: away, message: Gone }";
        await using (var host = await StartAsync(Yaml, Script))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Null(await AskAsync(host, anna, "hello"));
        }

        await using (var host = await StartAsync($"{Yaml}\n    away-reply:", Script))
        {
            var anna = await host.LogInAsync(1001, "p");
            Assert.Equal("ho", await AskAsync(host, anna, "hi"));
            Assert.Null(await AnswerAsync(host, anna));
            await host.Time.AdvanceAsync(TimeSpan.FromMinutes(1), host.Network);
            Assert.Equal("Gone", await AskAsync(host, anna, "hello"));
        }
    }

    [Fact]
    public async Task Texts_are_kept_through_a_kill_and_handed_over_once()
    {
        const string Yaml = "admins: [1002]\n    status: { set: away, message: Gone }";
        await using (var host = await StartAsync(Yaml))
        {
            var anna = await host.LogInAsync(1001, "p");
            foreach (var text in (string[])["one", "two", "Auto-reply: away"])
            {
                await TestHost.SoonAsync(anna.SendMessageAsync(Bot, text));
            }

            await host.UntilAsync(() => host.Fleet.Bots["bot"].Replies.Kept.Keys.Count == 2, TimeSpan.FromMilliseconds(1));
            await host.Fleet.FlushAsync();
            Kill();
        }

        Restore();
        await using var again = await StartAsync(Yaml);
        var boris = await again.LogInAsync(1002, "p");
        Assert.Equal("2 messages:", await AskAsync(again, boris, " Messages"));
        Assert.Equal("5 Jan 08:00 Anna (1001): one", await NextAsync(again, boris));
        Assert.Equal("5 Jan 08:00 Anna (1001): two", await NextAsync(again, boris));
        await again.UntilAsync(() => again.Log.At(LogLevel.Information).Any(line => line.Contains("has got the 2 messages", StringComparison.Ordinal)), TimeSpan.FromMilliseconds(20));
        Assert.Equal("Nobody has written.", await AskAsync(again, boris, "messages"));
    }

    [Fact]
    public async Task Only_the_latest_texts_are_kept_and_the_admin_is_told()
    {
        await using var host = await StartAsync("""
            admins: [1002]
                status: { set: away, message: Gone }
                away-reply: { keep: 2, words: [post] }
            """);
        var anna = await host.LogInAsync(1001, "p");
        foreach (var text in (string[])["one", "two", "three"])
        {
            await TestHost.SoonAsync(anna.SendMessageAsync(Bot, text));
        }

        await host.UntilAsync(() => host.Fleet.Bots["bot"].Replies.Kept.Dropped == 1, TimeSpan.FromMilliseconds(1));
        var boris = await host.LogInAsync(1002, "p");
        Assert.Equal("2 messages:", await AskAsync(host, boris, "post"));
        Assert.Equal("Before them 1 came that are lost: no more than 2 are kept.", await NextAsync(host, boris));
        Assert.Equal("5 Jan 08:00 Anna (1001): two", await NextAsync(host, boris));
        Assert.Equal("5 Jan 08:00 Anna (1001): three", await NextAsync(host, boris));
    }

    [Fact]
    public async Task The_word_is_only_for_admins_and_needs_their_code()
    {
        await using var host = await StartAsync("""
            admins: [1002]
                admin-codes: { 1002: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ }
                status: { set: away, message: Gone }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("Gone", await AskAsync(host, anna, "messages"));
        Assert.StartsWith("This needs a code", await AskAsync(host, boris, "messages"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_passed_on_but_nothing_goes_in_circles()
    {
        await using var host = await StartAsync("""
            admins: [1002]
                status: { set: away, message: Gone }
                away-reply: { forward-to: 1002 }
            """);
        var anna = await host.LogInAsync(1001, "p");
        var boris = await host.LogInAsync(1002, "p");

        Assert.Equal("Gone", await AskAsync(host, anna, "where are you?"));
        Assert.Equal("Forwarded from 1001 (Anna):\nwhere are you?", await AnswerAsync(host, boris));
        await TestHost.SoonAsync(boris.SendMessageAsync(Bot, "here"));
        await TestHost.SoonAsync(anna.SendMessageAsync(Bot, "Forwarded from 1002 (Boris):\nhere"));
        Assert.Null(await AnswerAsync(host, anna));
        Assert.Equal("Gone", await AnswerAsync(host, boris));
        Assert.Null(await AnswerAsync(host, boris));
    }

    private static ManualTimeProvider At(TimeSpan later) => new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero) + later);

    private static Task SetStatusAsync(TestHost host, OnlineStatus status, string? message = null) => TestHost.SoonAsync(
        host.Fleet.Bots["bot"].SetStatusAsync(status, message is null ? null : TextTemplate.Parse(message), CancellationToken.None));

    /// <summary>The answer to a message through the server; null where there is none when everything has been handled.</summary>
    private async Task<string?> AskAsync(TestHost host, IcqClient person, string text)
    {
        await TestHost.SoonAsync(person.SendMessageAsync(Bot, text, MessageRoute.Server));
        return await AnswerAsync(host, person);
    }

    /// <summary>The next message; null where there is none before the bot has nothing to do any more.</summary>
    private async Task<string?> AnswerAsync(TestHost host, IcqClient person)
    {
        string? answer = null;
        await host.UntilAsync(() => TryRead() || IsIdle(), TimeSpan.FromMilliseconds(20));
        return TryRead() ? answer : null;

        bool TryRead()
        {
            while (answer is null && person.Events.TryRead(out var received))
            {
                answer = (received as MessageReceived)?.Text;
            }

            return answer is not null;
        }
    }

    /// <summary>The next message, which comes for certain.</summary>
    private static async Task<string> NextAsync(TestHost host, IcqClient person)
    {
        var next = TestHost.ReceiveAsync(person);
        await host.UntilAsync(() => next.IsCompleted, TimeSpan.FromMilliseconds(20));
        return (await next).Text;
    }

    /// <summary>True when the server has passed on everything, and the bot has handled everything and sent its answers.</summary>
    private bool IsIdle() => Count("message", "server.db") == 0 && Count("inbox WHERE state = 0") == 0 && Count("outbox WHERE state = 0") == 0;

    private long Count(string rows, string file = "bots.db")
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {rows}";
        return (long)command.ExecuteScalar()!;
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Copy => Path.Combine(_folder.FullName, "copy");

    /// <summary>A kill leaves the files as they are at that moment.</summary>
    private void Kill()
    {
        Directory.CreateDirectory(Copy);
        foreach (var file in Directory.GetFiles(Data, "*.db*"))
        {
            File.Copy(file, Path.Combine(Copy, Path.GetFileName(file)));
        }
    }

    private void Restore()
    {
        Directory.Delete(Data, recursive: true);
        Directory.Move(Copy, Data);
    }

    private async Task<TestHost> StartAsync(string keys, string script = "", ManualTimeProvider? time = null)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), script);
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        await File.WriteAllTextAsync(path, $$"""
            data: data
            embedded-server: { accounts: [{ uin: 1001, password: p, nick: Anna }, { uin: 1002, password: p, nick: Boris }] }
            bots:
              - name: bot
                uin: 3001
                password: b
                nick: Shop
                {{keys}}
            """);
        var host = await TestHost.StartFileAsync(path, null, new TestLog(), time: time);
        await host.AllOnlineAsync();
        return host;
    }
}

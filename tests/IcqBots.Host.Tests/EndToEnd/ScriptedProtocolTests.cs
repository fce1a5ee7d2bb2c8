using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>What scripts do besides texts, from the script of one bot through the server, or directly, to another program.</summary>
public sealed class ScriptedProtocolTests
{
    private const string Yaml = """
        server: embedded
        embedded-server:
          accounts: [{ uin: 1001, password: guest }]
        bots:
          - name: bot
            uin: 2001
            password: secret
            nick: Robby
            scripts: [bot.csx]
            contacts: [1001]
        """;

    [Fact]
    public async Task A_script_sends_a_file_and_takes_one()
    {
        await using var host = await StartAsync("""
            OnMessage(async message =>
            {
                var taken = await SendFileAsync(message.From, "bot.csx", "my own text");
                await message.ReplyAsync(taken ? "sent" : "stopped");
            });
            OnFile(async offer =>
            {
                var told = new List<long>();
                var paths = await offer.AcceptAsync(1000, progress => told.Add(progress.Bytes));
                await SendAsync(offer.From, $"{offer.FileName} {offer.Description} {System.IO.File.ReadAllText(paths[0])}");
            });
            """);
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, 2001);
        var inbox = Directory.CreateTempSubdirectory("icqbots-test-");

        await TestHost.SoonAsync(guest.SendMessageAsync(2001, "send"));
        var offer = Assert.IsType<IncomingFiles>((await NextRequestAsync(guest)).Request);
        var received = await TestHost.SoonAsync(offer.AcceptAsync(inbox.FullName, 100_000));
        Assert.Equal(("bot.csx", "my own text"), (offer.FileName, offer.Text));
        Assert.Contains("OnFile", await File.ReadAllTextAsync(received.Single().Path), StringComparison.Ordinal);
        Assert.Equal("sent", (await TestHost.ReceiveAsync(guest)).Text);

        await TestHost.SoonAsync(guest.SendFilesAsync(2001, [new OutgoingFile("../note.txt", 5, () => new MemoryStream("hello"u8.ToArray()))], "look"));
        Assert.Equal("../note.txt look hello", (await TestHost.ReceiveAsync(guest)).Text);
        inbox.Delete(recursive: true);
    }

    [Fact]
    public async Task A_script_chats_until_the_other_side_closes()
    {
        await using var host = await StartAsync("""
            OnChat(async request =>
            {
                await using var chat = await request.AcceptAsync();
                await foreach (var line in chat.ReadLinesAsync(Stopping))
                {
                    await chat.SendLineAsync($"{chat.PartnerName}: {line}");
                }

                await SendAsync(request.From, "bye");
            });
            """);
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, 2001);

        await using (var chat = await TestHost.SoonAsync(guest.ChatAsync(2001, "Guest", "let us talk")))
        {
            Assert.Equal("Robby", chat.PartnerName);
            var lines = chat.ReadLinesAsync().GetAsyncEnumerator();
            await chat.SendLineAsync("hello");
            Assert.True(await TestHost.SoonAsync(lines.MoveNextAsync().AsTask()));
            Assert.Equal("Guest: hello", lines.Current);
        }

        Assert.Equal("bye", (await TestHost.ReceiveAsync(guest)).Text);
    }

    [Fact]
    public async Task Requests_that_no_script_answers_are_refused()
    {
        await using var host = await StartAsync("OnFile(async offer => { });");
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, 2001);

        var file = await Assert.ThrowsAsync<TransferException>(
            () => TestHost.SoonAsync(guest.SendFilesAsync(2001, [new OutgoingFile("a", 1, () => new MemoryStream([1]))])));
        var chat = await Assert.ThrowsAsync<TransferException>(() => TestHost.SoonAsync(guest.ChatAsync(2001, "Guest", "")));

        Assert.Contains("takes no files", file.Message, StringComparison.Ordinal);
        Assert.Contains("does not chat", chat.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_grants_an_authorization_and_adds_who_asked_for_it()
    {
        await using var host = await StartAsync("""
            OnAuthorizationRequest(async request =>
            {
                await request.GrantAsync();
                await SendUrlAsync(request.From, "http://x.org", request.Reason);
            });
            OnAdded(async added => await added.ReplyAsync($"Hello {added.Person.Nick}"));
            """);
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.RequestAuthorizationAsync(2001, new AuthorizationRequestMessage(UserInfo.Empty, "please")));
        Assert.Equal(MessageType.AuthorizationGranted, (await TestHost.ReceiveAsync(guest)).Type);
        var url = await TestHost.ReceiveAsync(guest);
        Assert.Equal((MessageType.Url, "please\u00FEhttp://x.org"), (url.Type, url.Text));

        await TestHost.SoonAsync(guest.Users.UpdateInfoAsync(UserInfo.Empty with { Nick = "Alice" }, CancellationToken.None), host);
        await TestHost.SoonAsync(guest.AddContactAsync(2001, UserInfo.Empty));
        Assert.Equal("Hello Alice", (await TestHost.ReceiveAsync(guest)).Text);
    }

    [Fact]
    public async Task A_script_finds_people_and_reads_what_they_tell()
    {
        await using var host = await StartAsync("""
            OnMessage(async message =>
            {
                var found = await SearchAsync(new UserSearch { Nick = message.Text });
                var uin = found.Users.Single().Uin;
                var info = await GetInfoAsync(uin);
                var more = await GetExtendedInfoAsync(uin);
                var nobody = await GetInfoAsync(9999);
                await message.ReplyAsync($"{uin} {info!.Email} {more!.City} {nobody is null}");
            });
            """);
        var guest = await host.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(guest.Users.UpdateInfoAsync(new UserInfo("alice", "", "", "a@b.c"), CancellationToken.None), host);
        await TestHost.SoonAsync(
            guest.Users.UpdateExtendedInfoAsync(new ExtendedUserInfo { City = "Lund" }, CancellationToken.None), host);

        await TestHost.SoonAsync(guest.SendMessageAsync(2001, "alice"));

        Assert.Equal("1001 a@b.c Lund True", (await TestHost.ReceiveAsync(guest)).Text);
    }

    private static async Task<RequestReceived> NextRequestAsync(IcqClient client)
    {
        while (true)
        {
            if (await TestHost.SoonAsync(client.Events.ReadAsync().AsTask()) is RequestReceived request)
            {
                return request;
            }
        }
    }

    private static async Task<TestHost> StartAsync(string script)
    {
        var host = await TestHost.StartAsync(Yaml, [("bot.csx", script)]);
        await host.AllOnlineAsync();
        return host;
    }
}

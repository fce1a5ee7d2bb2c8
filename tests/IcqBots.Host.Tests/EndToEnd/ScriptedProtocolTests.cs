using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Protocol.Messages;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

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
                var result = await SendFileAsync(message.From, "bot.csx", "my own text");
                await message.ReplyAsync(result.Outcome == FileTransferOutcome.Taken ? "sent" : result.Reason);
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

        var file = await TestHost.SoonAsync(guest.SendFilesAsync(2001, [new OutgoingFile("a", 1, () => new MemoryStream([1]))]));
        var chat = await Assert.ThrowsAsync<TransferException>(() => TestHost.SoonAsync(guest.ChatAsync(2001, "Guest", "")));

        Assert.Equal((FileTransferOutcome.Refused, "This bot takes no files"), (file.Outcome, file.Reason));
        Assert.Contains("does not chat", chat.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_script_throws_when_it_is_told_the_progress_is_logged_once_and_the_file_arrives()
    {
        using var log = new TestLog { ExpectsErrors = true };
        await using var host = await TestHost.StartAsync(Yaml, [("bot.csx", """
            OnFile(async offer =>
            {
                await offer.AcceptAsync(100_000, progress => throw new System.FormatException());
                await SendAsync(offer.From, "thanks");
            });
            """)], log);
        await host.AllOnlineAsync();
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, 2001);

        var result = await TestHost.SoonAsync(
            guest.SendFilesAsync(2001, [new OutgoingFile("a", 50_000, () => new MemoryStream(new byte[50_000]))]));

        Assert.True(result.IsTaken);
        Assert.Equal("thanks", (await TestHost.ReceiveAsync(guest)).Text);
        await host.UntilAsync(() => log.At(LogLevel.Error).Count > 0, TimeSpan.FromSeconds(1));
        Assert.Contains("bot.csx:3: FormatException", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
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

    [Fact]
    public async Task Messages_to_people_wait_for_the_login_and_questions_fail_at_once()
    {
        // The top-level code runs before the first login.
        await using var host = await StartAsync("""
            var sends = new[]
            {
                SendAsync(1001, "now", MessageUrgency.Urgent),
                SendUrlAsync(1001, "http://x.org"),
                SendContactsAsync(1001, Enumerable.Range(1, 40).Select(n => new ListedContact((uint)(100_000_000 + n), "somebody")).ToArray()),
                RequestAuthorizationAsync(1001, "please"),
                GrantAuthorizationAsync(1001),
                DenyAuthorizationAsync(1001, "no"),
            };
            try
            {
                await GetInfoAsync(1001);
            }
            catch (DeliveryException exception)
            {
                OnMessage(async message =>
                {
                    await Task.WhenAll(sends);
                    await message.ReplyAsync($"sent {exception.SessionEnded}");
                });
            }
            """);
        var guest = await host.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(guest.SendMessageAsync(2001, "done?"));

        var received = new List<MessageReceived>();
        while (received.All(message => message.Text != "sent True"))
        {
            received.Add(await TestHost.ReceiveAsync(guest));
            guest.Handled(received[^1]);
        }

        Assert.Equal(
            [
                MessageType.Text, MessageType.Text, MessageType.Url, MessageType.AuthorizationRequest, MessageType.AuthorizationDenied,
                MessageType.AuthorizationGranted, MessageType.ContactList, MessageType.ContactList,
            ],
            received.Select(message => message.Type).Order());
    }

    [Fact]
    public async Task A_script_registers_somebody_and_checks_passwords_in_the_code_page_of_its_bot()
    {
        await using var host = await StartAsync(
            """
            OnMessage(async message =>
            {
                await AskPermissionAsync();
                var uin = await RegisterAsync("пароль");
                await message.ReplyAsync($"{uin.IsValid} {await CheckLoginAsync(uin, "пароль")} {await CheckLoginAsync(uin, "чужого")}");
            });
            """,
            Yaml + "\n    encoding: windows-1251\n");
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.SendMessageAsync(2001, "register"));

        Assert.Equal("True True False", (await TestHost.ReceiveAsync(guest)).Text);
    }

    [Fact]
    public async Task A_server_that_registers_nobody_is_an_exception_that_a_script_can_name()
    {
        await using var host = await StartAsync(
            """
            OnMessage(async message =>
            {
                try
                {
                    await RegisterAsync("mine");
                }
                catch (NotSupportedException exception)
                {
                    await message.ReplyAsync(exception.Message);
                }
            });
            """,
            Yaml.Replace("  accounts", "  registration: closed\n  accounts", StringComparison.Ordinal));
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.SendMessageAsync(2001, "register"));

        Assert.EndsWith("registers nobody", (await TestHost.ReceiveAsync(guest)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UpdateInfoAsync(UserInfo.Empty with { Email = longText })", "info.Email")]
    [InlineData("UpdateExtendedInfoAsync(new ExtendedUserInfo { About = longText })", "info.About")]
    [InlineData("SearchAsync(new UserSearch { Nick = longText })", "search.Nick")]
    [InlineData("ChangePasswordAsync(longText)", "password")]
    [InlineData("RegisterAsync(longText)", "password")]
    public async Task A_field_that_is_too_long_is_refused_with_its_name_and_the_limit(string call, string field)
    {
        await using var host = await StartAsync($$"""
            OnMessage(async message =>
            {
                var longText = new string('x', 451);
                try
                {
                    await {{call}};
                }
                catch (ArgumentException exception)
                {
                    await message.ReplyAsync(exception.Message);
                }
            });
            """);
        var guest = await host.LogInAsync(1001, "guest");

        await TestHost.SoonAsync(guest.SendMessageAsync(2001, "go"));

        Assert.StartsWith(
            $"{field} takes 451 bytes; a field may have 450", (await TestHost.ReceiveAsync(guest)).Text, StringComparison.Ordinal);
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

    private static async Task<TestHost> StartAsync(string script, string yaml = Yaml)
    {
        var host = await TestHost.StartAsync(yaml, [("bot.csx", script)]);
        await host.AllOnlineAsync();
        return host;
    }
}

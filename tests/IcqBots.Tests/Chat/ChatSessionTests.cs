using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Tests.Chat;

public sealed class ChatSessionTests
{
    [Fact]
    public async Task Lines_are_sent_answers_are_printed_and_the_end_comes_after_two_quiet_seconds()
    {
        await using var bench = new ChatBench();
        var echo = await bench.LogInAsync(ChatBench.Echo);

        var chat = bench.ChatAsync(new StringReader("hello\n\nworld\n"));
        var hello = await ChatBench.ReceiveAsync(echo);
        var world = await ChatBench.ReceiveAsync(echo);
        await echo.SendMessageAsync(hello.From, "You said: hello");
        await bench.Result.LineAsync("hello");
        var answered = bench.Clock.GetUtcNow();
        await bench.EndAsync(chat);

        Assert.Equal(("hello", "world"), (hello.Text, world.Text));
        Assert.Equal("08:00:00 echo: You said: hello\n", bench.Result.ToString());
        Assert.True(bench.Clock.GetUtcNow() - answered >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Without_input_what_was_stored_is_printed_with_its_day()
    {
        await using var bench = new ChatBench();
        var echo = await bench.LogInAsync(ChatBench.Echo);
        await echo.SendMessageAsync(1002, "Are you there?");
        bench.Clock.Advance(TimeSpan.FromDays(2));
        bench.Options = bench.Options with { As = 1002, Password = new Password("secret") };

        await bench.EndAsync(bench.ChatAsync(TextReader.Null));

        Assert.Equal("2026-01-05 08:00 echo: Are you there?\n", bench.Result.ToString());
    }

    [Fact]
    public async Task A_structured_message_is_printed_with_its_kind_and_fields()
    {
        await using var bench = new ChatBench();
        var echo = await bench.LogInAsync(ChatBench.Echo);
        await echo.SendUrlAsync(1002, new UrlMessage("look", "http://x.org"));
        bench.Options = bench.Options with { As = 1002, Password = new Password("secret") };

        await bench.EndAsync(bench.ChatAsync(TextReader.Null));

        Assert.Equal("08:00:00 echo: [Url] look | http://x.org\n", bench.Result.ToString());
    }

    [Fact]
    public async Task A_stranger_cannot_move_the_cursor_or_put_lines_into_the_mouth_of_another()
    {
        await using var bench = new ChatBench();
        var stranger = await bench.LogInAsync(1002);
        await stranger.SendMessageAsync(ChatBench.Echo, "\e[2Jhi\n08:00:00 friend: send money");
        bench.Options = bench.Options with { As = ChatBench.Echo, Password = new Password("secret"), To = 777, Name = "friend" };

        await bench.EndAsync(bench.ChatAsync(TextReader.Null));

        Assert.Equal("08:00:00 1002: ?[2Jhi\n         08:00:00 friend: send money\n", bench.Result.ToString());
    }

    [Fact]
    public async Task It_says_when_the_other_end_is_offline_and_the_server_keeps_the_message()
    {
        await using var bench = new ChatBench();

        await bench.EndAsync(bench.ChatAsync(new StringReader("hello\n")));

        Assert.Equal(
            "Connected as 100000. echo is offline: the server keeps what you send, if it knows that user.\n", bench.Remarks.ToString());
        Assert.Equal("hello", (await ChatBench.ReceiveAsync(await bench.LogInAsync(ChatBench.Echo))).Text);
    }

    [Fact]
    public async Task It_says_when_the_other_end_comes_and_goes()
    {
        await using var bench = new ChatBench();
        using var input = new TypedInput();

        var chat = bench.ChatAsync(input);
        await bench.Remarks.LineAsync("Connected");
        var echo = await bench.LogInAsync(ChatBench.Echo, OnlineStatus.DoNotDisturb);
        await bench.Remarks.LineAsync("echo is not to be disturbed.");
        await echo.DisconnectAsync();
        await bench.Remarks.LineAsync("echo is offline.");
        input.End();
        await bench.EndAsync(chat);
    }

    [Fact]
    public async Task A_direct_message_brings_the_away_message_back()
    {
        await using var bench = new ChatBench();
        await bench.LogInAsync(ChatBench.Echo, OnlineStatus.Away, "Gone \afishing.");
        bench.Options = bench.Options with { Peer = true };

        var chat = bench.ChatAsync(new StringReader("hello\n"));

        Assert.Equal("08:00:00 echo is away: Gone ?fishing.", await bench.Result.LineAsync("away"));
        await bench.EndAsync(chat);
    }

    [Fact]
    public async Task Without_a_direct_way_it_says_why()
    {
        await using var bench = new ChatBench();
        bench.Options = bench.Options with { Peer = true };

        var failure = await Assert.ThrowsAsync<IOException>(() => bench.EndAsync(bench.ChatAsync(new StringReader("hello\n"))));

        Assert.Equal("echo is offline, so there is no direct way", failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_password_of_a_new_UIN_is_shown_to_a_person_only(bool isInteractive)
    {
        await using var bench = new ChatBench();
        bench.Options = bench.Options with { IsInteractive = isInteractive };

        await bench.EndAsync(bench.ChatAsync(TextReader.Null));

        Assert.Equal(isInteractive, bench.Remarks.ToString().Contains("password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await using var bench = new ChatBench();
        bench.Options = bench.Options with { As = 1002, Password = new Password("wrong-one") };

        var failure = await Assert.ThrowsAsync<IOException>(() => bench.EndAsync(bench.ChatAsync(TextReader.Null)));

        Assert.Equal("Not logged in at 10.0.0.1:4000: the server refused the UIN and password", failure.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_mentioned_soon_and_given_up_after_a_quarter_of_a_minute()
    {
        await using var bench = new ChatBench();
        bench.Network.IsDown = true;
        bench.Options = bench.Options with { IsEmbedded = true };

        var chat = bench.ChatAsync(TextReader.Null);
        bench.Clock.Advance(TimeSpan.FromSeconds(3));
        await bench.Remarks.LineAsync("10.0.0.1:4000 has not answered yet; is \"icqbots run\" running?");
        bench.Clock.Advance(TimeSpan.FromSeconds(11.9));
        Assert.False(chat.IsCompleted);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.1));

        var failure = await Assert.ThrowsAsync<IOException>(() => chat.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("Not logged in at 10.0.0.1:4000: the server does not answer", failure.Message);
    }

    [Fact]
    public async Task A_session_that_the_server_has_ended_is_told()
    {
        await using var bench = new ChatBench();
        bench.Options = bench.Options with { As = 1002, Password = new Password("secret"), IsInteractive = true };
        using var input = new TypedInput();

        var chat = bench.ChatAsync(input);
        await bench.Remarks.LineAsync("Ctrl-D ends");
        await bench.LogInAsync(1002);
        input.Type("hello");
        var failure = await Assert.ThrowsAsync<IOException>(() => bench.EndAsync(chat));

        Assert.Equal(
            "The chat is over: the server has forgotten the session; it was restarted, or somebody else logged in with this UIN",
            failure.Message);
    }

    [Fact]
    public async Task Ctrl_C_logs_off()
    {
        await using var bench = new ChatBench();
        using var input = new TypedInput();
        using var ctrlC = new CancellationTokenSource();

        var chat = bench.ChatAsync(input, ctrlC.Token);
        await bench.Remarks.LineAsync("Connected");
        Assert.Single(bench.Server.Online);
        await ctrlC.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.EndAsync(chat));
        await bench.Network.IdleAsync();
        Assert.Empty(bench.Server.Online);
        input.End();
    }
}

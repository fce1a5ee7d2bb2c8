using System.Net;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Host.Tests.Scripts;

public sealed class DialogueTests
{
    private const string Survey = """
        OnMessage(async message =>
        {
            var name = await message.AskAsync("What is your name?", TimeSpan.FromMinutes(1));
            var colour = await message.AskAsync($"Which colour do you like, {name}?", TimeSpan.FromMinutes(1));
            await message.ReplyAsync($"{name} likes {colour}.");
        });
        """;

    [Fact]
    public async Task A_dialogue_reads_from_top_to_bottom()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Survey)]);

        Assert.Equal("What is your name?", await bench.AskAsync("hi"));
        Assert.Equal("Which colour do you like, Anna?", await bench.AskAsync("Anna"));
        Assert.Equal("Anna likes red.", await bench.AskAsync("red"));
        Assert.Equal("What is your name?", await bench.AskAsync("hi again"));
    }

    [Fact]
    public async Task What_waits_behind_a_question_answers_it_in_its_order()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Survey)]);

        foreach (var text in (string[])["hi", "Anna", "red", "hi", "Bert", "blue"])
        {
            await bench.SayAsync(text);
        }

        var heard = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            heard.Add(await bench.HearAsync());
        }

        Assert.Equal(["Anna likes red.", "Bert likes blue."], heard.Where(text => text.Contains("likes", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_people_have_their_dialogues_at_the_same_time()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Survey)]);
        var other = await bench.Host.LogInAsync(1002, "other");

        await bench.AskAsync("hi");
        await TestHost.SoonAsync(other.SendMessageAsync(ScriptBench.Bot, "hello"));
        await TestHost.ReceiveAsync(other);
        await bench.AskAsync("Anna");
        await TestHost.SoonAsync(other.SendMessageAsync(ScriptBench.Bot, "Bert"));

        Assert.Equal("Which colour do you like, Bert?", (await TestHost.ReceiveAsync(other)).Text);
        Assert.Equal("Anna likes red.", await bench.AskAsync("red"));
    }

    [Fact]
    public async Task Without_an_answer_the_dialogue_ends_and_the_next_text_begins_another()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Survey)]);
        Assert.Equal("What is your name?", await bench.AskAsync("hi"));

        await bench.Host.UntilAsync(
            () => bench.Host.Log.At(Microsoft.Extensions.Logging.LogLevel.Debug).Any(line => line.Contains("not answered", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(5));

        Assert.Equal("What is your name?", await bench.AskAsync("Anna"));
    }

    [Fact]
    public async Task Nobody_answers_in_the_name_of_one_for_whom_alone_a_command_is()
    {
        const string Script = """
            OnCommand("wipe", async (IncomingMessage message) => await message.ReplyAsync($"wiped: {await message.AskAsync("Sure?")}")).For(1001);
            """;
        await using var bench = await ScriptBench.StartAsync([("a.csx", Script)], "peer-port: 5190");
        Assert.Equal("Sure?", await bench.AskAsync("wipe"));
        var init = new ChannelInitFrame(3, 0, 1001, IPAddress.Loopback, IPAddress.Loopback, ConnectionType.Direct, 0);
        await using var thief = await PeerConnection.ConnectAsync(
            bench.Host.Network.Loopback, new IPEndPoint(IPAddress.Loopback, 5190), init, WireText.Latin1.Encoding, new PeerLimits(), TimeProvider.System, CancellationToken.None);

        await thief.SendAsync(new ChannelMessageFrame { From = 1001, Text = "yes" }, CancellationToken.None);
        await using var frames = thief.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await TestHost.SoonAsync(frames.MoveNextAsync().AsTask()));

        Assert.IsType<ChannelAckFrame>(frames.Current);
        Assert.Equal("wiped: no", await bench.AskAsync("no"));
    }

    [Fact]
    public async Task A_schedule_may_ask_somebody_too()
    {
        await using var bench = await ScriptBench.StartAsync(
        [
            ("a.csx", """
                Every(TimeSpan.FromMinutes(1), async () =>
                {
                    var answer = await AskAsync(1001, "All well?");
                    await SendAsync(1001, "Good: " + answer);
                });
                OnMessage(message => message.ReplyAsync("no question"));
                """),
        ]);
        await bench.OnlineAsync();

        Assert.Equal("All well?", await bench.HearLaterAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal("Good: yes", await bench.AskAsync("yes"));
        Assert.Equal("no question", await bench.AskAsync("more"));
    }
}

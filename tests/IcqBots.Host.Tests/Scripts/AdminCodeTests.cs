using IcqBots.Client;
using IcqBots.Host.Codes;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;

namespace IcqBots.Host.Tests.Scripts;

/// <summary>Orders of admins whose bot asks for one-time codes.</summary>
public sealed class AdminCodeTests
{
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private const string Keys = $"admins: [1001], admin-codes: {{ 1001: {Secret} }}";
    private const string Needed = "This needs a code of your authenticator behind it, such as 123456.";

    private const string Script = """
        OnCommand("say {what:text}", async (IncomingMessage message, string what) => await message.ReplyAsync($"[{what}] of [{message.Text}]")).For(Admins);
        OnCommand("call {number:text}", async (IncomingMessage message, string number) => await message.ReplyAsync($"calling {number}"));
        OnMessage("^stop", async message => await message.ReplyAsync($"stopped by [{message.Text}]")).For(1001, 1002);
        OnMessage(async message => await message.ReplyAsync($"heard {message.Text}"));
        """;

    [Fact]
    public async Task What_is_for_admins_needs_a_code_that_scripts_do_not_see()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Script)], Keys);

        Assert.Equal(Needed, await bench.AskAsync("say hi"));
        Assert.Equal("[hi] of [say hi]", await bench.AskAsync($"say hi {CodeOf(bench)}"));
        Assert.Contains("used already", await bench.AskAsync($"say more {CodeOf(bench)}"), StringComparison.Ordinal);
        bench.Host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("[more] of [say more]", await bench.AskAsync($"say more {CodeOf(bench)[..3]} {CodeOf(bench)[3..]}"));
        Assert.Contains("wrong, or over", await bench.AskAsync($"say more {CodeOf(bench, steps: 5)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_texts_are_not_looked_at_for_codes()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Script)], Keys);

        Assert.Equal("calling 123456", await bench.AskAsync("call 123456"));
        Assert.Equal("calling 123456", await bench.AskAsync("call 123456"));

        // A handler for certain people would want the code; this text has none.
        Assert.Equal("heard stop it", await bench.AskAsync("stop it"));
        await bench.SayAsync($"stop it {CodeOf(bench)}");
        Assert.Equal("stopped by [stop it]", await bench.HearAsync());
        Assert.StartsWith("heard stop it ", await bench.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("heard stop it ", await bench.AskAsync($"stop it {CodeOf(bench)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_named_without_being_an_admin_needs_none()
    {
        await using var bench = await ScriptBench.StartAsync([("a.csx", Script)], Keys);
        var other = await bench.Host.LogInAsync(1002, "other");

        await TestHost.SoonAsync(other.SendMessageAsync(ScriptBench.Bot, "stop it"));

        Assert.Equal("stopped by [stop it]", (await TestHost.ReceiveAsync(other)).Text);
    }

    [Fact]
    public async Task A_file_of_an_admin_has_the_code_in_its_description()
    {
        await using var bench = await ScriptBench.StartAsync(
            [("a.csx", "OnFile(async offer => await SendAsync(offer.From, (await offer.AcceptAsync()).Count.ToString())).For(Admins);")],
            $"{Keys}, contacts: [1001]");
        await bench.OnlineAsync();
        var admin = await bench.Host.LogInAsync(1001, "guest", peerToPeer: true, ScriptBench.Bot);

        Assert.Equal(FileTransferOutcome.Refused, (await OfferAsync("for you")).Outcome);
        Assert.Equal(FileTransferOutcome.Taken, (await OfferAsync(CodeOf(bench))).Outcome);
        Assert.Equal("1", (await TestHost.ReceiveAsync(admin)).Text);

        Task<FileTransferResult> OfferAsync(string description) => TestHost.SoonAsync(admin.SendFilesAsync(
            ScriptBench.Bot, [new OutgoingFile("a.txt", 1, () => new MemoryStream([1]))], description));
    }

    private static string CodeOf(ScriptBench bench, int steps = 0)
    {
        Assert.True(TotpSecret.TryParse(Secret, out var secret));
        return secret.CodeOf(TotpSecret.StepAt(bench.Host.Time.GetUtcNow()) + steps);
    }
}

using System.Net;
using Microsoft.Data.Sqlite;

namespace IcqBots.Tests.Processes;

/// <summary><c>icqbots broadcast</c> and <c>icqbots subscribers</c>.</summary>
[Collection("Processes")]
public sealed class BroadcastProcessTests : IAsyncLifetime, IDisposable
{
    private const int People = 1000;

    private readonly TestFolder _folder = new();

    public async Task InitializeAsync()
    {
        IPEndPoint server = await TestFolder.FindFreeEndPointAsync();
        var people = Enumerable.Range(10_001, People).ToList();
        _folder.Write("people.txt", string.Join('\n', people));
        _folder.Write("bots.yaml", $$"""
            embedded-server:
              listen: {{server}}
              accounts:
            {{string.Concat(people.Select(uin => $"    - {{ uin: {uin}, password: p }}\n"))}}
            bots: [{ name: herald, uin: 2001, password: bot, broadcasts: { rate: 400, burst: 50 }, subscriptions: [{ name: news }] }]
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_that_is_killed_in_the_middle_goes_on_and_nobody_is_left_out_or_gets_a_second_copy_but_those_under_way()
    {
        await using (var run = IcqBotsProcess.Start(_folder.Path, "run"))
        {
            await run.LineAsync("Ctrl-C stops.");
            await using var watching = IcqBotsProcess.Start(
                _folder.Path, "broadcast", "herald", "--to", "file:people.txt,2001,10001", "--text", "Hello {uin}");
            Assert.Equal($"herald-1, recipients: {People}\n", await watching.LineAsync("herald-1"));
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            while (Copies().Count < People / 4)
            {
                await pace.WaitForNextTickAsync(limit.Token);
            }
        }

        Assert.InRange(Copies().Count, People / 4, People - 1);
        await using var again = IcqBotsProcess.Start(_folder.Path, "run");
        await again.LineAsync("Ctrl-C stops.");
        var list = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "list");
        for (var tries = 0; tries < 50 && !list.Result.Contains($"{People} handed to the server", StringComparison.Ordinal); tries++)
        {
            Assert.Contains("is under way", list.Result, StringComparison.Ordinal);
            list = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "list");
        }

        var copies = Copies();
        Assert.Equal(People, copies.Count);
        Assert.InRange(copies.Values.Max(), 1, 2);
        Assert.InRange(copies.Values.Count(count => count == 2), 0, 48);
    }

    [Fact]
    public async Task Subscribers_get_a_broadcast_and_mistakes_are_told()
    {
        await using var run = IcqBotsProcess.Start(_folder.Path, "run");
        await run.LineAsync("Ctrl-C stops.");

        var added = await IcqBotsProcess.RunAsync(_folder.Path, "", "subscribers", "add", "herald", "news", "10001");
        var lists = await IcqBotsProcess.RunAsync(_folder.Path, "", "subscribers", "herald");
        var sent = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "herald", "--to", "subscribers:news,9999", "--text", "Hello");
        var noBot = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "herld", "--to", "contacts", "--text", "Hello");
        var noName = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "herald", "--to", "contacts", "--text", "Hello {nik}");
        File.WriteAllBytes(Path.Combine(_folder.Path, "text.txt"), [0xCF, 0xF0]);
        var noText = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "herald", "--to", "contacts", "--text-file", "text.txt");
        var noRun = await IcqBotsProcess.RunAsync(_folder.Path, "", "broadcast", "cancel", "herald-9");

        Assert.Equal((0, "10001 is on the list news\n"), (added.ExitCode, added.Result));
        Assert.Equal("news: 1\n", lists.Result);
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("1 handed to the server for others, 1 failed\n  9999: nobody has this UIN\n", sent.Result, StringComparison.Ordinal);
        Assert.Equal((2, "there is no bot \"herld\"; did you mean \"herald\"?\n"), (noBot.ExitCode, noBot.Remarks));
        Assert.Equal((2, "the text, 1:7: there is no name {nik}; did you mean {nick}?\n"), (noName.ExitCode, noName.Remarks));
        Assert.Equal((1, "text.txt is not UTF-8 text; save it as UTF-8\n"), (noText.ExitCode, noText.Remarks));
        Assert.Equal((2, "no broadcast \"herald-9\" is under way; icqbots broadcast list shows them\n"), (noRun.ExitCode, noRun.Remarks));
        Assert.Equal([10_001], Copies().Keys);
    }

    /// <summary>What the server keeps for each person, who are all offline.</summary>
    private Dictionary<long, long> Copies()
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, ".icqbots", "server.db")};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = "SELECT receiver, count(*) FROM message GROUP BY receiver";
        using var rows = command.ExecuteReader();
        var copies = new Dictionary<long, long>();
        while (rows.Read())
        {
            copies.Add(rows.GetInt64(0), rows.GetInt64(1));
        }

        return copies;
    }
}

using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Scripting;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;

namespace IcqBots.Host.Tests.Broadcasts;

/// <summary>Broadcasts of a whole host. A kill leaves the files as they are at that moment, which a copy of them shows.</summary>
public sealed class BroadcastTests : IDisposable
{
    private const int FirstPerson = 10_001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_kill_in_the_middle_leaves_everybody_with_one_copy_except_those_under_way()
    {
        const int People = 1000;
        HashSet<long> underWay;
        string id;
        await using (var host = await StartAsync(People))
        {
            var begun = await BeginAsync(host, Everybody(People));
            id = begun.Plan.Id;
            host.Network.Faults = new NetworkFaults(MaxDelay: TimeSpan.FromMilliseconds(100));
            await host.UntilAsync(() => Copies().Count >= People / 3, TimeSpan.FromMilliseconds(5));
            await KillAsync(host);
            underWay = Query("copy", "bots.db", "SELECT receiver, 1 FROM outbox WHERE state = 0").Keys.ToHashSet();
            Assert.InRange(Query("copy", "server.db", Receivers).Count, People / 3, People - 1);
        }

        await using var again = await RestartAsync(People);
        await again.UntilAsync(() => Bot(again).Broadcasts.Reports().Any(), TimeSpan.FromMilliseconds(5));

        var copies = Copies();
        Assert.Equal(Enumerable.Range(FirstPerson, People).Select(uin => (long)uin), copies.Keys.Order());
        Assert.InRange(underWay.Count, 1, 48);
        Assert.All(copies.Where(copy => copy.Value > 1), copy => Assert.True(copy.Value == 2 && underWay.Contains(copy.Key), $"{copy}"));
        var report = Assert.Single(Bot(again).Broadcasts.Reports());
        Assert.Equal((id, People, People, 0), (report.Id, report.Total, report.Reached, report.Unreached.Count));
    }

    [Fact]
    public async Task The_report_names_what_is_wrong_and_the_others_are_served()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "people.csv"), "nick,uin\nAnna,10001\nnobody,1OO1\n");
        await using var host = await StartAsync(2);
        AudiencePart[] to =
        [
            AudiencePart.Parse("10002")!, new() { File = "gone.csv" }, new() { File = "people.csv" }, AudiencePart.Parse("9999")!,
            AudiencePart.Parse("3001")!, AudiencePart.Parse("10001")!,
        ];

        var report = await EndedAsync(host, await BeginAsync(host, to));

        Assert.Equal((1, 1), (report.Handed, report.Stored));
        Assert.Equal(
            [
                new Unreached("gone.csv", $"there is no file {Path.Combine(_folder.FullName, "gone.csv")}"),
                new Unreached("people.csv:3", "\"1OO1\" is no UIN"),
                new Unreached("9999", "nobody has this UIN"),
            ],
            report.Unreached);
        Assert.Equal([10_001, 10_002], Copies().Keys.Order());
    }

    [Fact]
    public async Task A_text_that_cannot_be_had_ends_the_broadcast_before_it_begins()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "text.txt"), "Hello\n  {nik}!\n");
        await using var host = await StartAsync(1);

        var noFile = await EndedAsync(host, await Bot(host).BroadcastAsync(Order(Everybody(1)) with { TextFile = "gone.txt" }, default));
        var mistake = await EndedAsync(host, await Bot(host).BroadcastAsync(Order(Everybody(1)) with { TextFile = "text.txt" }, default));

        Assert.EndsWith("gone.txt", noFile.Failure, StringComparison.Ordinal);
        Assert.Equal("text.txt:2:3: there is no name {nik}; did you mean {nick}?", mistake.Failure);
        Assert.Empty(Copies());
        Assert.Equal(2, Bot(host).Broadcasts.Reports().Count);
    }

    [Fact]
    public async Task One_that_breaks_ends_for_whoever_waits_and_stays_kept_for_the_next_start()
    {
        var path = WriteFiles(1, "rate: unlimited", "");
        await using var host = await TestHost.StartFileAsync(path, null, new TestLog { ExpectsErrors = true }, time: new ManualTimeProvider());
        await host.AllOnlineAsync();

        // No bots.yaml has such a rate: no time is ever long enough for it.
        var broken = await Bot(host).BroadcastAsync(Order(Everybody(1)) with { Rate = new SendingRate(-1), Burst = 0 }, default);
        var report = await EndedAsync(host, broken);

        Assert.Contains("it goes on at the next start", report.Summary, StringComparison.Ordinal);
        Assert.Equal((0, 1), (report.Reached, report.Total));
        Assert.Empty(Bot(host).Broadcasts.Running);
        Assert.Empty(Bot(host).Broadcasts.Reports());
        Assert.Single(Query("data", "bots.db", $"SELECT 1, count(*) FROM state WHERE key = 'broadcast/open/{broken.Plan.Id}'"));
    }

    [Fact]
    public async Task Each_person_gets_a_text_of_their_own()
    {
        await using var host = await StartAsync(1);
        var guest = await host.LogInAsync(1001, "guest");
        await TestHost.SoonAsync(guest.SendMessageAsync(3001, "keep"));
        await TestHost.ReceiveAsync(guest);

        var text = TextTemplate.Parse("Hello {nick} ({uin}), here is {bot}: {state.word} {time:HH:mm}");
        var begun = await Bot(host).BroadcastAsync(new BroadcastOrder("test", [AudiencePart.Parse("everyone")!]) { Text = text }, default);

        Assert.Equal("Hello Guest (1001), here is Herald: kept 08:00", (await TestHost.ReceiveAsync(guest)).Text);
        Assert.Equal(1, (await EndedAsync(host, begun)).Handed);
    }

    [Fact]
    public async Task Quiet_hours_hold_a_broadcast_over_midnight_and_a_restart()
    {
        var quiet = new QuietHoursEntry { Between = Hours.Parse("22:00-06:30") };
        var order = Order(Everybody(20)) with { Rate = new SendingRate(1), Burst = 1, QuietHours = quiet };
        await using (var host = await StartAsync(20, new ManualTimeProvider(new DateTimeOffset(2026, 1, 5, 21, 59, 50, TimeSpan.Zero))))
        {
            await Bot(host).BroadcastAsync(order, default);
            await host.UntilAsync(() => host.Log.At(Microsoft.Extensions.Logging.LogLevel.Information).Any(Held), TimeSpan.FromMilliseconds(100));
            await host.Network.IdleAsync();
            Assert.InRange(Copies().Count, 5, 11);
            await KillAsync(host);
        }

        await using var again = await RestartAsync(20, new ManualTimeProvider(new DateTimeOffset(2026, 1, 6, 6, 29, 0, TimeSpan.Zero)));
        await again.UntilAsync(() => again.Log.At(Microsoft.Extensions.Logging.LogLevel.Information).Any(Held), TimeSpan.FromMilliseconds(100));
        var before = Copies().Count;
        await again.UntilAsync(() => again.Time.GetUtcNow().TimeOfDay > new TimeSpan(6, 29, 58), TimeSpan.FromSeconds(1));
        Assert.Equal(before, Copies().Count);

        await again.UntilAsync(() => Bot(again).Broadcasts.Reports().Any(), TimeSpan.FromMilliseconds(100));
        Assert.Equal(Enumerable.Repeat(1L, 20), Copies().Values);

        static bool Held(string line) => line.Contains("waits for the end of the quiet hours 22:00-06:30, 06:30", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_hours_may_drop_what_was_not_sent_before()
    {
        var quiet = new QuietHoursEntry { Between = Hours.Parse("22:00-06:30"), Then = InQuietHours.Drop };
        await using var host = await StartAsync(20, new ManualTimeProvider(new DateTimeOffset(2026, 1, 5, 21, 59, 50, TimeSpan.Zero)));

        var report = await EndedAsync(
            host,
            await Bot(host).BroadcastAsync(Order(Everybody(20)) with { Rate = new SendingRate(1), Burst = 1, QuietHours = quiet }, default));

        Assert.Equal((20, 20, Copies().Count), (report.Total, report.Reached + report.Dropped, report.Reached));
        Assert.InRange(report.Dropped, 8, 15);
    }

    [Fact]
    public async Task The_broadcasts_of_a_bot_share_its_pace_and_one_can_be_cancelled()
    {
        await using var host = await StartAsync(100, rate: "rate: 5, burst: 10");
        var began = host.Time.GetUtcNow();
        var first = await BeginAsync(host, Everybody(40));
        var second = await BeginAsync(host, Everybody(100));

        await EndedAsync(host, first, TimeSpan.FromMilliseconds(50));
        var copies = Copies().Values.Sum();
        Assert.InRange(copies, 40, 10 + (5 * (host.Time.GetUtcNow() - began).TotalSeconds) + 1);
        Assert.True(Bot(host).Broadcasts.Cancel(second.Plan.Id));
        Assert.False(Bot(host).Broadcasts.Cancel("herald-99"));

        var report = await EndedAsync(host, second, TimeSpan.FromMilliseconds(50));
        Assert.Equal(100, report.Cancelled + report.Reached);
        Assert.InRange(report.Cancelled, 1, 99);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task A_broadcast_that_waits_for_the_end_of_quiet_hours_or_for_its_own_pace_holds_up_no_other()
    {
        await using var host = await StartAsync(100);
        var quiet = new QuietHoursEntry { Between = Hours.Parse("07:00-09:00") };
        await Bot(host).BroadcastAsync(Order(Everybody(100)) with { QuietHours = quiet }, default);
        await Bot(host).BroadcastAsync(Order(Everybody(100)) with { Rate = new SendingRate(0.01), Burst = 1 }, default);

        var report = await EndedAsync(host, await BeginAsync(host, Everybody(100)));

        Assert.Equal(100, report.Reached);
        Assert.Equal(2, Bot(host).Broadcasts.Running.Count);
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_a_broadcast()
    {
        await using var host = await StartAsync(500);
        var guest = await host.LogInAsync(1001, "guest");
        await BeginAsync(host, Everybody(500));
        host.Network.Faults = new NetworkFaults(MaxDelay: TimeSpan.FromMilliseconds(500));
        await host.UntilAsync(() => Open() >= 40, TimeSpan.FromMilliseconds(5));
        var before = Copies().Count;

        await Bot(host).SendAsync(new OutgoingText(1001, "now"), default);
        var heard = TestHost.ReceiveAsync(guest);
        await host.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(5));

        Assert.Equal("now", (await heard).Text);
        Assert.InRange(Copies().Count - before, 0, 200);
    }

    [Fact]
    public async Task A_handler_that_is_run_again_gets_the_result_of_the_broadcast_that_it_had_begun()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var result = await BroadcastAsync([10001, 10002, 10003, 3001], "news");
                await message.ReplyAsync($"{result.Delivered.Count} {string.Join(",", result.Failed.Select(each => each.Reason))} {message.IsRedelivered}");
            });
            """;
        await using (var host = await StartAsync(3, rate: "rate: 0.1, burst: 1", script: Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "go"));
            await host.UntilAsync(() => Copies().Count == 2, TimeSpan.FromMilliseconds(200));
            await KillAsync(host);
        }

        await using var again = await RestartAsync(3, rate: "rate: 0.1, burst: 1", script: Script);
        var person = await again.LogInAsync(1001, "guest");
        var heard = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(200));

        Assert.Equal("3 it is the bot itself True", (await heard).Text);
        Assert.Equal([1, 1, 1], Copies().Values);
    }

    [Fact]
    public async Task A_handler_that_is_run_again_and_names_others_learns_who_was_meant_before()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var result = await BroadcastAsync(message.IsRedelivered ? [1001, 10003] : [10001, 10002, 10003, 10004, 10005], "news");
                await message.ReplyAsync($"{string.Join(",", result.Delivered.Select(each => each.Uin))}; {string.Join(",", result.Failed.Select(each => each.Uin))}");
            });
            """;
        await using (var host = await StartAsync(5, rate: "rate: 0.1, burst: 1", script: Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "go"));
            await host.UntilAsync(() => Copies().Count == 2, TimeSpan.FromMilliseconds(200));
            await KillAsync(host);
        }

        await using var again = await RestartAsync(3, rate: "rate: 0.1, burst: 1", script: Script);
        var person = await again.LogInAsync(1001, "guest");
        var heard = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(200));

        Assert.Equal("10003; 1001", (await heard).Text);
    }

    [Fact]
    public async Task A_handler_that_is_run_again_when_its_broadcast_has_ended_learns_what_has_become_of_it_for_each()
    {
        const string Script = """
            OnMessage(async message =>
            {
                var result = await BroadcastAsync(message.IsRedelivered ? [10001, 10002, 10003, 10004] : [10001, 10002, 10003], "news");
                if (!message.IsRedelivered)
                {
                    await Task.Delay(TimeSpan.FromHours(1), Clock, Stopping);
                }

                await message.ReplyAsync(string.Join(", ", result.Failed.Select(each => $"{each.Uin} {each.Reason}")));
            });
            """;
        await using (var host = await StartAsync(4, rate: "rate: 0.1, burst: 1", script: Script))
        {
            var guest = await host.LogInAsync(1001, "guest");
            await TestHost.SoonAsync(guest.SendMessageAsync(3001, "go"));
            await host.UntilAsync(() => Copies().Count == 2, TimeSpan.FromMilliseconds(200));
            Bot(host).Broadcasts.Cancel(Bot(host).Broadcasts.Running[0].Plan.Id);
            await host.UntilAsync(() => Bot(host).Broadcasts.Reports().Count == 1, TimeSpan.FromMilliseconds(20));
            await KillAsync(host);
        }

        await using var again = await RestartAsync(4, rate: "rate: 0.1, burst: 1", script: Script);
        var person = await again.LogInAsync(1001, "guest");
        var heard = TestHost.ReceiveAsync(person);
        await again.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(200));

        Assert.Equal("10003 cancelled, 10004 was not among the people when the broadcast began, before the host ended", (await heard).Text);
    }

    [Fact]
    public async Task What_begins_before_the_scripts_of_a_bot_are_mended_goes_out_once()
    {
        var path = WriteFiles(2, "rate: unlimited", "OnMesage(message => message.ReplyAsync(\"ok\"));");
        await using var host = await TestHost.StartFileAsync(path, null, new TestLog { ExpectsErrors = true }, time: new ManualTimeProvider());
        await host.UntilAsync(() => host.Log.At(Microsoft.Extensions.Logging.LogLevel.Error).Any(IsOffline), TimeSpan.FromMilliseconds(100));
        var begun = await BeginAsync(host, Everybody(2));

        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), "OnMessage(message => message.ReplyAsync(\"ok\"));");
        _ = host.Fleet.Reloader.ReloadAsync("herald", default);
        await host.UntilAsync(() => host.Fleet.IsOnline("herald"), TimeSpan.FromMilliseconds(20));
        await EndedAsync(host, begun);

        await host.UntilAsync(() => Bot(host).Broadcasts.Running.Count == 0, TimeSpan.FromMilliseconds(200));
        Assert.Equal([1, 1], Copies().Values);

        static bool IsOffline(string line) => line.Contains("stays offline", StringComparison.Ordinal);
    }

    private const string Receivers = "SELECT receiver, count(*) FROM message GROUP BY receiver";

    private static Bot Bot(TestHost host) => host.Fleet.Bots["herald"];

    private static AudiencePart[] Everybody(int people) => [.. Enumerable.Range(FirstPerson, people).Select(uin => AudiencePart.Parse($"{uin}")!)];

    private static BroadcastOrder Order(AudiencePart[] to) => new("test", to) { Text = TextTemplate.Parse("Hello {uin}") };

    private static async Task<Broadcast> BeginAsync(TestHost host, AudiencePart[] to) =>
        await TestHost.SoonAsync(Bot(host).BroadcastAsync(Order(to), default));

    private static async Task<BroadcastReport> EndedAsync(TestHost host, Broadcast broadcast, TimeSpan? step = null)
    {
        await host.UntilAsync(() => broadcast.Ended.IsCompleted, step ?? TimeSpan.FromMilliseconds(200));
        return await broadcast.Ended;
    }

    /// <summary>What the server keeps for each of those people, who are all offline.</summary>
    private Dictionary<long, long> Copies() => Query("data", "server.db", Receivers + $" HAVING receiver >= {FirstPerson}");

    private long Open() => Query("data", "bots.db", "SELECT 1, count(*) FROM outbox WHERE state = 0")[1];

    private Dictionary<long, long> Query(string folder, string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, folder, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var result = new Dictionary<long, long>();
        while (rows.Read())
        {
            result.Add(rows.GetInt64(0), rows.GetInt64(1));
        }

        return result;
    }

    /// <summary>Copies the files; the clock stands still, so that nothing new begins meanwhile.</summary>
    private async Task KillAsync(TestHost host)
    {
        var open = -1L;
        for (var times = 0; times < 3; times++)
        {
            await host.Network.IdleAsync();
            await TestHost.SoonAsync(host.Fleet.FlushAsync());
            times = Open() == open ? times : 0;
            open = Open();
        }

        var (data, copy) = (Path.Combine(_folder.FullName, "data"), Path.Combine(_folder.FullName, "copy"));
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(data, "*.db*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
    }

    private Task<TestHost> RestartAsync(int people, ManualTimeProvider? time = null, string rate = "rate: unlimited", string script = "")
    {
        Directory.Delete(Path.Combine(_folder.FullName, "data"), recursive: true);
        Directory.Move(Path.Combine(_folder.FullName, "copy"), Path.Combine(_folder.FullName, "data"));
        return StartAsync(people, time, rate, script);
    }

    private async Task<TestHost> StartAsync(int people, ManualTimeProvider? time = null, string rate = "rate: unlimited", string script = "")
    {
        var path = WriteFiles(people, rate, script);
        var clock = time ?? new ManualTimeProvider();
        var host = await TestHost.StartFileAsync(path, null, new TestLog(), time: clock);
        await host.AllOnlineAsync();
        return host;
    }

    private string WriteFiles(int people, string rate, string script)
    {
        var accounts = Enumerable.Range(FirstPerson, people).Select(uin => $"    - {{ uin: {uin}, password: p }}\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), script.Length > 0 ? script : """
            OnMessage(async message =>
            {
                State.Set("word", "kept");
                await message.ReplyAsync("ok");
            });
            """);
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        File.WriteAllText(path, $$"""
            data: data
            embedded-server:
              accounts:
                - { uin: 1001, password: guest, nick: Guest }
            {{string.Concat(accounts)}}
            bots:
              - { name: herald, nick: Herald, uin: 3001, password: a, scripts: [bot.csx], contacts: [10002], broadcasts: { {{rate}} } }
            """);
        return path;
    }
}

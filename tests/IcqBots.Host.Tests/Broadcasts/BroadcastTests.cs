using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.Control;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Scripting;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Broadcasts;

/// <summary>Broadcasts of a whole host.</summary>
public sealed class BroadcastTests : IDisposable
{
    private readonly BroadcastBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_kill_in_the_middle_leaves_everybody_with_one_copy_except_those_under_way()
    {
        const int People = 1000;
        HashSet<long> underWay;
        string id;
        await using (var host = await _bench.StartAsync(People))
        {
            var begun = await BroadcastBench.BeginAsync(host, BroadcastBench.Everybody(People));
            id = begun.Plan.Id;
            host.Network.Faults = new NetworkFaults(MaxDelay: TimeSpan.FromMilliseconds(100));
            await host.UntilAsync(() => _bench.Copies().Count >= People / 3, TimeSpan.FromMilliseconds(5));
            await _bench.KillAsync(host);
            underWay = _bench.Query("copy", "bots.db", "SELECT receiver, 1 FROM outbox WHERE state = 0").Keys.ToHashSet();
            Assert.InRange(_bench.Query("copy", "server.db", BroadcastBench.Receivers).Count, People / 3, People - 1);
        }

        await using var again = await _bench.RestartAsync(People);
        await again.UntilAsync(() => BroadcastBench.Bot(again).Broadcasts.Reports().Any(), TimeSpan.FromMilliseconds(5));

        var copies = _bench.Copies();
        Assert.Equal(Enumerable.Range(BroadcastBench.FirstPerson, People).Select(uin => (long)uin), copies.Keys.Order());
        Assert.InRange(underWay.Count, 1, 48);
        Assert.All(copies.Where(copy => copy.Value > 1), copy => Assert.True(copy.Value == 2 && underWay.Contains(copy.Key), $"{copy}"));
        var report = Assert.Single(BroadcastBench.Bot(again).Broadcasts.Reports());
        Assert.Equal((id, People, People, 0), (report.Id, report.Total, report.Reached, report.Unreached.Count));
    }

    [Fact]
    public async Task People_who_do_not_exist_are_named_also_after_a_kill_a_moment_later()
    {
        AudiencePart[] to = [.. Enumerable.Range(9001, 5).Select(uin => AudiencePart.Parse($"{uin}")!), .. BroadcastBench.Everybody(2)];
        await using (var host = await _bench.StartAsync(2))
        {
            var begun = await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(to) with { Rate = new SendingRate(0.01), Burst = 6 }, default);
            await host.UntilAsync(() => _bench.Copies().Count == 1, TimeSpan.FromMilliseconds(1));
            await _bench.KillAsync(host);
            BroadcastBench.Bot(host).Broadcasts.Cancel(begun.Plan.Id);
        }

        await using var again = await _bench.RestartAsync(2);
        await again.UntilAsync(() => BroadcastBench.Bot(again).Broadcasts.Reports().Any(), TimeSpan.FromSeconds(1));

        var report = Assert.Single(BroadcastBench.Bot(again).Broadcasts.Reports());
        Assert.Equal(Enumerable.Range(9001, 5).Select(uin => new Unreached($"{uin}", "nobody has this UIN")), report.Unreached);
        Assert.Equal(2, report.Reached);
    }

    [Fact]
    public async Task The_report_names_what_is_wrong_and_the_others_are_served()
    {
        File.WriteAllText(Path.Combine(_bench.Folder, "people.csv"), "nick,uin\nAnna,10001\nnobody,1OO1\n");
        await using var host = await _bench.StartAsync(2);
        AudiencePart[] to =
        [
            AudiencePart.Parse("10002")!, new() { File = "gone.csv" }, new() { File = "people.csv" }, AudiencePart.Parse("9999")!,
            AudiencePart.Parse("3001")!, AudiencePart.Parse("10001")!,
        ];

        var report = await BroadcastBench.EndedAsync(host, await BroadcastBench.BeginAsync(host, to));

        Assert.Equal((1, 1), (report.Handed, report.Stored));
        Assert.Equal(
            [
                new Unreached("gone.csv", $"there is no file {Path.Combine(_bench.Folder, "gone.csv")}"),
                new Unreached("people.csv:3", "\"1OO1\" is no UIN"),
                new Unreached("9999", "nobody has this UIN"),
            ],
            report.Unreached);
        Assert.Equal([10_001, 10_002], _bench.Copies().Keys.Order());
    }

    [Fact]
    public async Task A_text_that_cannot_be_had_ends_the_broadcast_before_it_begins()
    {
        File.WriteAllText(Path.Combine(_bench.Folder, "text.txt"), "Hello\n  {nik}!\n");
        await using var host = await _bench.StartAsync(1);

        var noFile = await BroadcastBench.EndedAsync(host, await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(1)) with { TextFile = "gone.txt" }, default));
        var mistake = await BroadcastBench.EndedAsync(host, await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(1)) with { TextFile = "text.txt" }, default));

        Assert.EndsWith("gone.txt", noFile.Failure, StringComparison.Ordinal);
        Assert.Equal("text.txt:2:3: there is no name {nik}; did you mean {nick}?", mistake.Failure);
        Assert.Empty(_bench.Copies());
        Assert.Equal(2, BroadcastBench.Bot(host).Broadcasts.Reports().Count);
    }

    [Fact]
    public async Task The_last_twenty_reports_are_kept()
    {
        await using var host = await _bench.StartAsync(1);
        var ids = new List<string>();
        for (var i = 0; i < 22; i++)
        {
            var broadcast = await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(1)), default);
            ids.Add((await BroadcastBench.EndedAsync(host, broadcast)).Id);
        }

        Assert.Equal(ids.Skip(2).Order(), BroadcastBench.Bot(host).Broadcasts.Reports().Select(report => report.Id).Order());
    }

    [Fact]
    public async Task One_that_breaks_ends_for_whoever_waits_and_stays_kept_for_the_next_start()
    {
        var path = _bench.WriteFiles(1, "rate: unlimited", "");
        await using var host = await TestHost.StartFileAsync(path, null, new TestLog { ExpectsErrors = true }, time: new ManualTimeProvider());
        await host.AllOnlineAsync();

        // No bots.yaml has such a rate: no time is ever long enough for it.
        var broken = await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(1)) with { Rate = new SendingRate(-1), Burst = 0 }, default);
        var report = await BroadcastBench.EndedAsync(host, broken);

        Assert.Contains("it goes on at the next start", report.Summary, StringComparison.Ordinal);
        Assert.Equal((0, 1), (report.Reached, report.Total));
        Assert.Empty(BroadcastBench.Bot(host).Broadcasts.Running);
        Assert.Empty(BroadcastBench.Bot(host).Broadcasts.Reports());
        Assert.Single(_bench.Query("data", "bots.db", $"SELECT 1, count(*) FROM state WHERE key = 'broadcast/open/{broken.Plan.Id}'"));
    }

    [Fact]
    public async Task Each_person_who_has_ever_written_gets_a_text_of_their_own_but_no_server_does()
    {
        await using var host = await _bench.StartAsync(1);
        var guest = await host.LogInAsync(1001, "guest");
        var pager = await host.LogInAsync(10, "guest");
        foreach (var client in new[] { guest, pager })
        {
            await TestHost.SoonAsync(client.SendMessageAsync(3001, "keep"));
            await TestHost.ReceiveAsync(client);
        }

        var text = TextTemplate.Parse("Hello {nick} ({uin}), here is {bot}: {state.word} {time:HH:mm}");
        var begun = await BroadcastBench.Bot(host).BroadcastAsync(new BroadcastOrder("test", [AudiencePart.Parse("everyone")!]) { Text = text }, default);

        Assert.Equal("Hello Guest (1001), here is Herald: kept 08:00", (await TestHost.ReceiveAsync(guest)).Text);
        var report = await BroadcastBench.EndedAsync(host, begun);
        Assert.Equal((1, 1), (report.Handed, report.Total));
    }

    [Fact]
    public async Task Quiet_hours_hold_a_broadcast_over_midnight_and_a_restart()
    {
        var quiet = new QuietHoursEntry { Between = Hours.Parse("22:00-06:30") };
        var order = BroadcastBench.Order(BroadcastBench.Everybody(20)) with { Rate = new SendingRate(1), Burst = 1, QuietHours = quiet };
        await using (var host = await _bench.StartAsync(20, new ManualTimeProvider(new DateTimeOffset(2026, 1, 5, 21, 59, 50, TimeSpan.Zero))))
        {
            await BroadcastBench.Bot(host).BroadcastAsync(order, default);
            await host.UntilAsync(() => host.Log.At(Microsoft.Extensions.Logging.LogLevel.Information).Any(Held), TimeSpan.FromMilliseconds(100));
            await host.Network.IdleAsync();
            Assert.InRange(_bench.Copies().Count, 5, 11);
            await _bench.KillAsync(host);
        }

        await using var again = await _bench.RestartAsync(20, new ManualTimeProvider(new DateTimeOffset(2026, 1, 6, 6, 29, 0, TimeSpan.Zero)));
        await again.UntilAsync(() => again.Log.At(Microsoft.Extensions.Logging.LogLevel.Information).Any(Held), TimeSpan.FromMilliseconds(100));
        var before = _bench.Copies().Count;
        await again.UntilAsync(() => again.Time.GetUtcNow().TimeOfDay > new TimeSpan(6, 29, 58), TimeSpan.FromSeconds(1));
        Assert.Equal(before, _bench.Copies().Count);

        await again.UntilAsync(() => BroadcastBench.Bot(again).Broadcasts.Reports().Any(), TimeSpan.FromMilliseconds(100));
        Assert.Equal(Enumerable.Repeat(1L, 20), _bench.Copies().Values);

        static bool Held(string line) => line.Contains("waits for the end of the quiet hours 22:00-06:30, 06:30", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_broadcast_waits_for_is_told_and_its_counts_are_not_logged_all_night()
    {
        await using var host = await _bench.StartAsync(2);
        await using var control = await RunningControl.StartAsync(_ => [new BroadcastControl(host.Fleet, host.Time)], []);
        var quiet = new QuietHoursEntry { Between = Hours.Parse("07:00-09:00") };
        await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(2)) with { QuietHours = quiet }, default);
        await host.UntilAsync(() => HasLogged(host, "waits for the end of the quiet hours"), TimeSpan.FromMilliseconds(1));
        await host.Time.AdvanceAsync(TimeSpan.FromMinutes(5), host.Network);

        Assert.Equal(
            "herald-1 (test) is under way: 0 of 2 settled, of these 0 not reached; it waits for the end of the quiet hours 07:00-09:00, 2026-01-05 09:00",
            (await control.AskAsync("broadcast", "list"))[0]);
        Assert.False(HasLogged(host, "0 of 2"));
    }

    [Fact]
    public async Task Quiet_hours_may_drop_what_was_not_sent_before()
    {
        var quiet = new QuietHoursEntry { Between = Hours.Parse("22:00-06:30"), Then = InQuietHours.Drop };
        await using var host = await _bench.StartAsync(20, new ManualTimeProvider(new DateTimeOffset(2026, 1, 5, 21, 59, 50, TimeSpan.Zero)));

        var report = await BroadcastBench.EndedAsync(
            host,
            await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(20)) with { Rate = new SendingRate(1), Burst = 1, QuietHours = quiet }, default));

        Assert.Equal((20, 20, _bench.Copies().Count), (report.Total, report.Reached + report.Dropped, report.Reached));
        Assert.InRange(report.Dropped, 8, 15);
    }

    [Fact]
    public async Task The_broadcasts_of_a_bot_share_its_pace_and_one_can_be_cancelled()
    {
        await using var host = await _bench.StartAsync(100, rate: "rate: 5, burst: 10");
        var began = host.Time.GetUtcNow();
        var first = await BroadcastBench.BeginAsync(host, BroadcastBench.Everybody(40));
        var second = await BroadcastBench.BeginAsync(host, BroadcastBench.Everybody(100));

        await BroadcastBench.EndedAsync(host, first, TimeSpan.FromMilliseconds(50));
        var copies = _bench.Copies().Values.Sum();
        Assert.InRange(copies, 40, 10 + (5 * (host.Time.GetUtcNow() - began).TotalSeconds) + 1);
        Assert.True(BroadcastBench.Bot(host).Broadcasts.Cancel(second.Plan.Id));
        Assert.False(BroadcastBench.Bot(host).Broadcasts.Cancel("herald-99"));

        var report = await BroadcastBench.EndedAsync(host, second, TimeSpan.FromMilliseconds(50));
        Assert.Equal(100, report.Cancelled + report.Reached);
        Assert.InRange(report.Cancelled, 1, 99);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task A_broadcast_that_waits_for_the_end_of_quiet_hours_or_for_its_own_pace_holds_up_no_other()
    {
        await using var host = await _bench.StartAsync(100);
        var quiet = new QuietHoursEntry { Between = Hours.Parse("07:00-09:00") };
        await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(100)) with { QuietHours = quiet }, default);
        await BroadcastBench.Bot(host).BroadcastAsync(BroadcastBench.Order(BroadcastBench.Everybody(100)) with { Rate = new SendingRate(0.01), Burst = 1 }, default);

        var report = await BroadcastBench.EndedAsync(host, await BroadcastBench.BeginAsync(host, BroadcastBench.Everybody(100)));

        Assert.Equal(100, report.Reached);
        Assert.Equal(2, BroadcastBench.Bot(host).Broadcasts.Running.Count);
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_a_broadcast()
    {
        await using var host = await _bench.StartAsync(500);
        var guest = await host.LogInAsync(1001, "guest");
        await BroadcastBench.BeginAsync(host, BroadcastBench.Everybody(500));
        host.Network.Faults = new NetworkFaults(MaxDelay: TimeSpan.FromMilliseconds(500));
        await host.UntilAsync(() => _bench.Open() >= 40, TimeSpan.FromMilliseconds(5));
        var before = _bench.Copies().Count;

        await BroadcastBench.Bot(host).SendAsync(new OutgoingText(1001, "now"), default);
        var heard = TestHost.ReceiveAsync(guest);
        await host.UntilAsync(() => heard.IsCompleted, TimeSpan.FromMilliseconds(5));

        Assert.Equal("now", (await heard).Text);
        Assert.InRange(_bench.Copies().Count - before, 0, 200);
    }

    [Fact]
    public async Task What_begins_before_the_scripts_of_a_bot_are_mended_goes_out_once()
    {
        var path = _bench.WriteFiles(2, "rate: unlimited", "OnMesage(message => message.ReplyAsync(\"ok\"));");
        await using var host = await TestHost.StartFileAsync(path, null, new TestLog { ExpectsErrors = true }, time: new ManualTimeProvider());
        await host.UntilAsync(() => host.Log.At(Microsoft.Extensions.Logging.LogLevel.Error).Any(IsOffline), TimeSpan.FromMilliseconds(100));
        var begun = await BroadcastBench.BeginAsync(host, BroadcastBench.Everybody(2));

        File.WriteAllText(Path.Combine(_bench.Folder, "bot.csx"), "OnMessage(message => message.ReplyAsync(\"ok\"));");
        _ = host.Fleet.Reloader.ReloadAsync("herald", default);
        await host.UntilAsync(() => host.Fleet.IsOnline("herald"), TimeSpan.FromMilliseconds(20));
        await BroadcastBench.EndedAsync(host, begun);

        await host.UntilAsync(() => BroadcastBench.Bot(host).Broadcasts.Running.Count == 0, TimeSpan.FromMilliseconds(200));
        Assert.Equal([1, 1], _bench.Copies().Values);

        static bool IsOffline(string line) => line.Contains("stays offline", StringComparison.Ordinal);
    }

    private static bool HasLogged(TestHost host, string text) =>
        host.Log.At(Microsoft.Extensions.Logging.LogLevel.Information).Any(line => line.Contains(text, StringComparison.Ordinal));
}

using System.Diagnostics;
using IcqBots.Client;
using IcqBots.Host;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Soak;

/// <summary>
/// A host with an embedded server and four bots on a network in memory, one of them without a script, whose clock the run owns, and people who use them day and night:
/// messages through the server and directly, schedules, people who come and go, scripts that change, a cable that is out, a server that
/// starts again.
/// </summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private const int Guests = 8;

    private const string Bots = """
        retention: { age: 2h }
        embedded-server: { accounts: [ACCOUNTS] }
        x-bot: &bot { password: a, contacts: [1001, 1002, 1003, 1004], scripts: [bot.csx], admins: [1001] }
        bots:
          - { <<: *bot, name: a, uin: 2001, schedules: [{ name: news, cron: "*/10 * * * *", send: { to: contacts, text: News } }] }
          - { <<: *bot, name: b, uin: 2002, schedules: [{ name: nap, cron: "*/15 * * * *", status: { set: away, message: Later } }] }
          - { <<: *bot, name: c, uin: 2003, peer-to-peer: false, schedules: [{ name: tidy, cron: "0 * * * *", run: tidy }] }
          - name: d
            uin: 2004
            password: a
            contacts: [1001, 1002, 1003, 1004]
            admins: [1001]
            away-messages: { away: "Asleep, {nick}" }
            subscriptions: [{ name: list, subscribe: [subscribe], unsubscribe: [unsubscribe] }]
            auto-reply:
              - { name: minute, when: { contains: minute, status: online }, answer: "It is {time:HH:mm}, {nick}", forward-to: 1001 }
            schedules:
              - { name: morning, cron: "*/10 * * * *", broadcast: { to: [contacts, { subscribers: list }], text: "Hello {nick}" } }
              - { name: sleep, every: 15m, status: { set: away, for: 5m } }
              - { name: guests, cron: "30 * * * *", actions: [{ add-contact: 1005 }, { send: { to: contacts, text: Half } }, { remove-contact: 1005 }] }
        """;

    private const string Script = """
        var rounds = 0;
        Every(TimeSpan.FromSeconds(30), async () => { rounds++; State.Set($"round/{rounds % 10}", rounds, TimeSpan.FromMinutes(5)); });
        OnSchedule("tidy", async () => State.Remove("count"));
        OnCommand("ask", async message => await message.ReplyAsync($"Hello {await message.AskAsync("Name?", TimeSpan.FromMinutes(2))}"));
        OnCommand("job", async message => RunIn(TimeSpan.FromMinutes(3), "remind", new() { ["to"] = $"{message.From}" }));
        OnSchedule("remind", async arguments => await SendAsync(arguments.Get<Uin>("to"), "Remember"));
        OnCommand("later", async message =>
        {
            At(Clock.GetUtcNow() + TimeSpan.FromSeconds(20), async () => await SendAsync(message.From, "Now"));
        });
        OnMessage(async message => await message.ReplyAsync($"{State.Increment("count")}: {message.Text}"));
        OnMessage(async message => await message.ReplyAsync("Welcome")).OncePerPerson(TimeSpan.FromHours(1));
        OnContactOnline(async contact => State.Set($"seen/{contact.Uin}", Clock.GetUtcNow(), TimeSpan.FromHours(1)));
        """;

    private static readonly TimeSpan _calm = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _realLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-soak-");
    private readonly ManualTimeProvider _time = new();
    private readonly PeriodicTimer _pace = new(TimeSpan.FromMilliseconds(1), TimeProvider.System);
    private readonly SoakLog _log = new();
    private readonly MemoryNetwork _network;
    private readonly ServiceProvider _services;
    private readonly SoakGuest[] _guests;
    private int _minutes;
    private int _versions;

    private SoakRun()
    {
        _network = new MemoryNetwork(_time);
        var accounts = string.Join(", ", Enumerable.Range(1001, Guests).Select(uin => $"{{ uin: {uin}, password: guest }}"));
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        File.WriteAllText(path, Bots.Replace("ACCOUNTS", accounts, StringComparison.Ordinal));
        WriteScript();
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(_network.Loopback)
            .AddSingleton<ILoggerFactory>(_log)
            .AddLogging()
            .AddIcqBots(BotsFileReader.Read(path, _ => null).File!)
            .BuildServiceProvider();
        _guests = [.. Enumerable.Range(1001, Guests).Select(uin => new SoakGuest((uint)uin, uin % 2 == 0, _network, _time, _log))];
    }

    /// <summary>Simulated hours since the start.</summary>
    public double Hours => _minutes / 60.0;

    private BotFleet Fleet => _services.GetRequiredService<BotFleet>();

    private string Data => Path.Combine(_folder.FullName, ".icqbots");

    /// <summary>Starts the host; everybody logs in.</summary>
    public static async Task<SoakRun> StartAsync()
    {
        var run = new SoakRun();
        foreach (var service in run._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        // Scripts are compiled meanwhile, for which the clock waits.
        await run.Fleet.AllOnlineAsync(CancellationToken.None).WaitAsync(_realLimit, TimeProvider.System);
        foreach (var guest in run._guests)
        {
            await run.LogInAsync(guest);
        }

        return run;
    }

    /// <summary>
    /// Lets the runtime compile for good what it runs often, which takes memory once: the compiler of scripts would get there after days only.
    /// </summary>
    public async Task WarmUpAsync()
    {
        for (var i = 0; i < 100; i++)
        {
            await ReloadAsync();

            // The runtime counts calls only after a moment in which it has nothing new to compile.
            await Task.Delay(_calm, TimeProvider.System);
        }
    }

    /// <summary>One simulated hour.</summary>
    public async Task HourAsync()
    {
        for (var minute = 0; minute < 60; minute++, _minutes++)
        {
            await MinuteAsync(minute);
        }
    }

    /// <summary>What the host uses now.</summary>
    public SoakSample Sample()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return new SoakSample(
            Hours,
            process.WorkingSet64,
            GC.GetTotalMemory(forceFullCollection: false),
            Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount,
            _time.ArmedTimers,
            process.Threads.Count,
            Count("bots.db", "SELECT count(*) FROM inbox"),
            Count("bots.db", "SELECT count(*) FROM outbox"),
            Count("bots.db", "SELECT (SELECT count(*) FROM inbox WHERE state = 0) + (SELECT count(*) FROM outbox WHERE state = 0)"),
            Count("server.db", "SELECT count(*) FROM message"),
            Count("bots.db", "SELECT count(*) FROM state"),
            _guests.Sum(guest => guest.Said),
            _guests.Sum(guest => guest.Heard),
            _log.Problems);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in _guests)
        {
            await UntilAsync(guest.DisposeAsync().AsTask());
        }

        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await UntilAsync(service.StopAsync(CancellationToken.None));
        }

        await _services.DisposeAsync();
        await _network.DisposeAsync();
        _pace.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task MinuteAsync(int minute)
    {
        var ends = _time.GetTimestamp() + TimeSpan.FromMinutes(1).Ticks;
        switch (minute)
        {
            case 20:
                await ReloadAsync();
                break;
            case 35 when (int)Hours % 3 == 1:
                // Longer than the sessions live: everybody has to log in again.
                await OutAsync(() => _network.IsDown = true, () => _network.IsDown = false);
                break;
            case 50 when (int)Hours % 6 == 2:
                var server = _services.GetRequiredService<EmbeddedServer>();
                await OutAsync(() => _ = server.StopAsync(CancellationToken.None), () => _ = server.StartAsync(CancellationToken.None));
                break;
        }

        if (minute % 5 == 0)
        {
            await LogInAsync(_guests[minute / 5 % Guests]);
        }

        Uin bot = (uint)(2001 + (minute % 4));
        await UntilAsync(Task.WhenAll(_guests.Select((guest, i) => guest.SayAsync(bot, ((minute + i) % 10) switch
        {
            3 => "ask",
            4 => "later",
            5 => "job",
            6 => "subscribe",
            7 => "messages",
            8 => "unsubscribe",
            _ => $"This is minute {_minutes}",
        }))));
        await UntilAsync(() => _time.GetTimestamp() >= ends);
    }

    /// <summary>Ten minutes without a server; then everybody comes back.</summary>
    private async Task OutAsync(Action begin, Action end)
    {
        var until = _time.GetTimestamp() + TimeSpan.FromMinutes(10).Ticks;
        begin();
        await UntilAsync(() => _time.GetTimestamp() >= until);
        end();
        await UntilAsync(() => "abcd".All(name => Fleet.IsOnline($"{name}")));
        foreach (var guest in _guests)
        {
            await LogInAsync(guest);
        }
    }

    private async Task LogInAsync(SoakGuest guest)
    {
        // Whoever logs in while the server still has the session before it is told to try again.
        for (var tries = 1; ; tries++)
        {
            try
            {
                await UntilAsync(guest.LogInAsync(CancellationToken.None));
                return;
            }
            catch (Exception e) when (e is LoginException or DeliveryException && tries < 10)
            {
                var until = _time.GetTimestamp() + TimeSpan.FromSeconds(30).Ticks;
                await UntilAsync(() => _time.GetTimestamp() >= until);
            }
        }
    }

    /// <summary>What <c>icqbots reload</c> does.</summary>
    private async Task ReloadAsync()
    {
        WriteScript();
        await using var host = await ControlClient.ConnectAsync(Data, CancellationToken.None);
        await host.AskAsync(new ControlRequest("reload"), CancellationToken.None);
        var answer = await host.ListenAsync((_, _) => { }, CancellationToken.None);
        if (answer.ExitCode != 0)
        {
            throw new InvalidOperationException($"A script was not reloaded after {Hours:0.00} hours: {_log.Last}");
        }
    }

    private void WriteScript() => File.WriteAllText(
        Path.Combine(_folder.FullName, "bot.csx"), $"// Version {++_versions}.\n{Script}");

    private async Task UntilAsync(Task task)
    {
        await UntilAsync(() => task.IsCompleted);
        await task;
    }

    /// <summary>Lets time pass, and other threads run in between, until something is so.</summary>
    private async Task UntilAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var passed = TimeSpan.Zero; !condition(); passed += _step)
        {
            if (passed > _limit && TimeProvider.System.GetElapsedTime(began) > _realLimit)
            {
                throw new TimeoutException($"It did not happen within {_limit} of the simulated time, after {Hours:0.00} hours: {_log.Last}");
            }

            _time.Advance(_step);
            await _network.IdleAsync();
            await _pace.WaitForNextTickAsync();
        }
    }

    private long Count(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, file)};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

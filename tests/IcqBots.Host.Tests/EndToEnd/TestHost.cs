using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>The whole host as bots.yaml describes it, on a network in memory and a clock that the test owns.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo? _ownFolder;
    private readonly bool _ownsNetwork;
    private readonly List<IcqClient> _clients = [];

    private TestHost(ServiceProvider services, MemoryNetwork network, bool ownsNetwork, ManualTimeProvider time, TestLog log, DirectoryInfo? ownFolder)
    {
        _services = services;
        Network = network;
        _ownsNetwork = ownsNetwork;
        Time = time;
        Log = log;
        _ownFolder = ownFolder;
    }

    public MemoryNetwork Network { get; }

    public ManualTimeProvider Time { get; }

    public TestLog Log { get; }

    public BotFleet Fleet => _services.GetRequiredService<BotFleet>();

    public IReadOnlyList<Schedule> Schedules => _services.GetRequiredService<ScheduleRegistrar>().Schedules;

    public EmbeddedServer Server => _services.GetRequiredService<EmbeddedServer>();

    /// <summary>Starts what the text of a bots.yaml says; <paramref name="scripts"/> are files beside it.</summary>
    public static async Task<TestHost> StartAsync(
        string yaml, (string Name, string Text)[] scripts, TestLog? log = null, MemoryNetwork? network = null, ManualTimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-test-");
        foreach (var (name, text) in scripts)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
        }

        var path = Path.Combine(folder.FullName, "bots.yaml");
        await File.WriteAllTextAsync(path, yaml);
        return await StartFileAsync(path, folder, log ?? new TestLog(), network, time);
    }

    /// <summary>Starts a bots.yaml that exists; what it keeps goes where it says.</summary>
    public static async Task<TestHost> StartFileAsync(
        string path, DirectoryInfo? ownFolder, TestLog log, MemoryNetwork? network = null, ManualTimeProvider? time = null)
    {
        var reading = BotsFileReader.Read(path, _ => null);
        Assert.Empty(reading.Mistakes);
        var ownsNetwork = network is null;
        time ??= new ManualTimeProvider();
        network ??= new MemoryNetwork(time);
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(network.Loopback)
            .AddSingleton<ILoggerFactory>(log)
            .AddLogging()
            .AddIcqBots(reading.File!)
            .BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return new TestHost(services, network, ownsNetwork, time, log, ownFolder);
    }

    /// <summary>A person who is logged in.</summary>
    public async Task<IcqClient> LogInAsync(uint uin, string password, bool peerToPeer = false, params Uin[] contacts)
    {
        var client = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = "127.0.0.1",
                Uin = uin,
                Password = new Password(password),
                PeerToPeer = peerToPeer,
                Contacts = contacts,
            },
            Network.Loopback,
            Time,
            Log);
        _clients.Add(client);
        await SoonAsync(client.ConnectAsync(CancellationToken.None));
        await SoonAsync(client.ListedAsync(CancellationToken.None));
        return client;
    }

    /// <summary>The next message that a person gets, from a certain sender if given.</summary>
    public static async Task<MessageReceived> ReceiveAsync(IcqClient client, Uin? from = null)
    {
        while (true)
        {
            if (await SoonAsync(client.Events.ReadAsync().AsTask()) is MessageReceived message && (from ?? message.From) == message.From)
            {
                return message;
            }
        }
    }

    /// <summary>Waits for what needs no passing of time: on a network without faults everything happens at once.</summary>
    public static Task SoonAsync(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <inheritdoc cref="SoonAsync(Task)"/>
    public static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Waits for what needs a moment of the host's clock: the server answers an update a little after its acknowledgement.</summary>
    public static async Task SoonAsync(Task task, TestHost host)
    {
        await host.UntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(20));
        await task;
    }

    /// <summary>
    /// Advances the clock until something is so, at most half an hour. Scripts run on the thread pool, which this clock does not own:
    /// a millisecond of real time a step keeps the clock from running away from them.
    /// </summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan step)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        for (var passed = TimeSpan.Zero; !condition(); passed += step)
        {
            Assert.True(passed < TimeSpan.FromMinutes(30), "It did not happen within half an hour of the test's clock");
            Time.Advance(step);
            await Network.IdleAsync();
            await pace.WaitForNextTickAsync();
        }
    }

    public Task AllOnlineAsync() => SoonAsync(Fleet.AllOnlineAsync(CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        // In the reverse order, as the generic host does.
        Network.Faults = new NetworkFaults();
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            var stopped = service.StopAsync(CancellationToken.None);
            await UntilAsync(() => stopped.IsCompleted, TimeSpan.FromMilliseconds(10));
            await stopped;
        }

        await _services.DisposeAsync();
        if (_ownsNetwork)
        {
            await Network.DisposeAsync();
        }

        Log.Dispose();
        _ownFolder?.Delete(recursive: true);
    }
}

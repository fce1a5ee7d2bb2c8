using System.Globalization;
using System.Net;
using System.Text;
using IcqBots.Protocol;
using IcqBots.Transport;

namespace IcqBots.Torture;

/// <summary>A server and a host with bots, as processes in a folder of their own. The folder is removed unless it is kept.</summary>
internal sealed class TortureStage : IAsyncDisposable
{
    /// <summary>Of everybody.</summary>
    public const string Password = "torture";

    /// <summary>How often everybody says that he is there, and so notices that the server has forgotten him.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    private const uint FirstBot = 2001;
    private const uint FirstPerson = 10_001;

    private readonly Scenario _scenario;
    private readonly IPEndPoint _server;
    private readonly LossyProxy? _proxy;
    private ChildProcess? _serverProcess;
    private ChildProcess? _hostProcess;

    private TortureStage(Scenario scenario, IPEndPoint server, LossyProxy? proxy, SmallDisk? disk, DirectoryInfo folder)
    {
        _scenario = scenario;
        _server = server;
        _proxy = proxy;
        Disk = disk;
        Folder = folder.FullName;
        Bots = [.. Enumerable.Range(0, scenario.Bots).Select(index => new TortureBot(index, FirstBot + (uint)index, Folder))];
        People = [.. Enumerable.Range(0, scenario.Senders).Select(index => new Uin(FirstPerson + (uint)index))];
    }

    /// <summary>Where everything is.</summary>
    public string Folder { get; }

    /// <summary>Where the data folder of the host is, if it has a disk of its own.</summary>
    public SmallDisk? Disk { get; }

    /// <summary>The bots.</summary>
    public IReadOnlyList<TortureBot> Bots { get; }

    /// <summary>The UINs of those who write to them.</summary>
    public IReadOnlyList<Uin> People { get; }

    /// <summary>Where clients log in.</summary>
    public IPEndPoint Entrance => _proxy?.EndPoint ?? _server;

    /// <summary>The file of the host.</summary>
    public string Database => Path.Combine(DataFolder, "bots.db");

    /// <summary>Whether the folder stays for somebody to look at.</summary>
    public bool IsKept { get; set; }

    /// <summary>How people and bots repeat packets: soon and often where many are lost. The server does so every 10 s, twelve times.</summary>
    public RetransmissionPolicy Retransmission => _scenario.Loss > 0
        ? new() { Interval = TimeSpan.FromSeconds(0.5), Rounds = 4 }
        : new() { Interval = TimeSpan.FromSeconds(1) };

    /// <summary>How often the host has said that its file cannot be written.</summary>
    public int ToldOfDisk => File.ReadLines(HostLog).Count(line => line.Contains("is in memory only until", StringComparison.Ordinal));

    /// <summary>The host.</summary>
    public ChildProcess Host => _hostProcess ?? throw new InvalidOperationException("The host does not run");

    private string HostLog => Path.Combine(Folder, "host.log");

    private string DataFolder => Disk?.Path ?? Path.Combine(Folder, "host-data");

    /// <summary>Writes the files; nothing runs yet.</summary>
    /// <exception cref="MountException">The scenario needs a small disk, and there can be none.</exception>
    public static async Task<TortureStage> CreateAsync(Scenario scenario, int seed)
    {
        var network = new SystemNetwork();
        IPEndPoint server;
        await using (var socket = network.OpenDatagramSocket(new IPEndPoint(IPAddress.Loopback, 0), null))
        {
            server = socket.LocalEndPoint;
        }

        var folder = Directory.CreateTempSubdirectory("icqbots-torture-");
        SmallDisk? disk = null;
        try
        {
            disk = scenario.Fills > 0 ? await SmallDisk.MountAsync(Path.Combine(folder.FullName, "disk")) : null;
        }
        catch (MountException)
        {
            folder.Delete(recursive: true);
            throw;
        }

        var proxy = scenario.Loss > 0 ? new LossyProxy(network, server, scenario.Loss, seed) : null;
        var stage = new TortureStage(scenario, server, proxy, disk, folder);
        stage.WriteFiles();
        return stage;
    }

    /// <summary>Starts the server, and waits until it listens.</summary>
    public async Task StartServerAsync(CancellationToken cancellationToken)
    {
        _serverProcess = ChildProcess.Start(Folder, "server.yaml", Path.Combine(Folder, "server.log"));
        await _serverProcess.ReadyAsync(cancellationToken);
    }

    /// <summary>Ends the server, in order or at once.</summary>
    public async Task StopServerAsync(bool kills)
    {
        var server = Interlocked.Exchange(ref _serverProcess, null)!;
        await (kills ? server.KillAsync() : server.TerminateAsync());
        await server.DisposeAsync();
    }

    /// <summary>Starts the host, and returns at once.</summary>
    public void StartHost() => _hostProcess = ChildProcess.Start(Folder, "host.yaml", HostLog);

    /// <summary>Ends the host, in order or at once.</summary>
    public async Task StopHostAsync(bool kills)
    {
        var host = Interlocked.Exchange(ref _hostProcess, null)!;
        await (kills ? host.KillAsync() : host.TerminateAsync());
        await host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_hostProcess is not null)
        {
            await _hostProcess.DisposeAsync();
        }

        if (_serverProcess is not null)
        {
            await _serverProcess.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (Disk is not null)
        {
            await Disk.DisposeAsync();
        }

        if (!IsKept)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void WriteFiles()
    {
        foreach (var script in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "bots")))
        {
            File.Copy(script, Path.Combine(Folder, Path.GetFileName(script)));
        }

        var server = new StringBuilder();
        server.AppendLine("data: server-data");
        server.AppendLine("embedded-server:");
        server.AppendLine(CultureInfo.InvariantCulture, $"  listen: {_server}");
        server.AppendLine("  accounts:");
        foreach (var uin in Bots.Select(bot => bot.Uin).Concat(People))
        {
            server.AppendLine(CultureInfo.InvariantCulture, $"    - {{ uin: {uin}, password: {Password} }}");
        }

        var host = new StringBuilder();
        host.AppendLine(CultureInfo.InvariantCulture, $"server: {Entrance}");
        host.AppendLine(CultureInfo.InvariantCulture, $"data: {DataFolder}");
        host.AppendLine("bots:");
        foreach (var bot in Bots)
        {
            host.AppendLine(CultureInfo.InvariantCulture, $"  - name: {bot.Name}");
            host.AppendLine(CultureInfo.InvariantCulture, $"    uin: {bot.Uin}");
            host.AppendLine(CultureInfo.InvariantCulture, $"    password: {Password}");
            host.AppendLine(CultureInfo.InvariantCulture, $"    scripts: [{bot.Script}]");
            host.AppendLine(CultureInfo.InvariantCulture, $"    settings: {{ file: {bot.NotesPath} }}");
            host.AppendLine("    server-dialect: mirabilis");
            host.AppendLine("    peer-to-peer: false");
            host.AppendLine(CultureInfo.InvariantCulture, $"    keep-alive: {KeepAlive.TotalSeconds}s");
            host.AppendLine(
                CultureInfo.InvariantCulture,
                $"    retransmission: {{ interval: {Retransmission.Interval.TotalMilliseconds}ms, rounds: {Retransmission.Rounds} }}");
        }

        File.WriteAllText(Path.Combine(Folder, "server.yaml"), server.ToString());
        File.WriteAllText(Path.Combine(Folder, "host.yaml"), host.ToString());
    }
}

/// <summary>One of the bots: every other one counts, the rest echo.</summary>
internal sealed record TortureBot(int Index, Uin Uin, string Folder)
{
    public bool Counts => Index % 2 == 1;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{(Counts ? "count" : "echo")}-{Index}");

    public string Script => Counts ? "count.csx" : "echo.csx";

    /// <summary>Where it notes what it handles.</summary>
    public string NotesPath => Path.Combine(Folder, $"{Name}.notes");
}

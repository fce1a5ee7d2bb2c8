using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Client.Tests;

/// <summary>A real client, 2001 at 10.0.0.2, opposite a server at 10.0.0.1:4000 that is played by hand.</summary>
internal sealed class ClientBench : IAsyncDisposable
{
    public const string Password = "s3cret-word";
    public static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);
    private static readonly IPEndPoint ServerEndPoint = IPEndPoint.Parse("10.0.0.1:4000");

    public ClientBench(Func<IcqClientOptions, IcqClientOptions>? configure = null, IMessageJournal? journal = null)
    {
        Network = new MemoryNetwork(Clock);
        var options = new IcqClientOptions
        {
            ServerHost = "10.0.0.1",
            Uin = 2001,
            Password = new Password(Password),
        };
        options = configure?.Invoke(options) ?? options;
        Server = new ServerTranscript(Network, ServerEndPoint, options.Text);
        Client = new IcqClient(options, Network.HostAt("10.0.0.2"), Clock, Log, journal);
    }

    public ManualTimeProvider Clock { get; } = new();

    public MemoryNetwork Network { get; }

    public TestLog Log { get; } = new();

    public ServerTranscript Server { get; }

    public IcqClient Client { get; }

    /// <summary>The end of the session that <see cref="LogInAsync"/> began.</summary>
    public Task<SessionEnd> Ended { get; private set; } = Task.FromException<SessionEnd>(new InvalidOperationException());

    /// <summary>Where the client listens for peers, as it told at login.</summary>
    public IPEndPoint PeerEndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Logs in; nobody is online, and no message is stored.</summary>
    public async Task LogInAsync()
    {
        var connecting = Client.ConnectAsync(CancellationToken.None);
        var login = await Server.TakeLoginAsync();
        PeerEndPoint = new IPEndPoint(IPAddress.Parse("10.0.0.2"), (int)login.Port);
        Ended = await connecting.WaitAsync(SafetyLimit);
        await Network.IdleAsync();
    }

    /// <summary>Logs in; who is online and what is stored is asked for (#2, #3) and acknowledged, but not answered.</summary>
    public async Task LogInUnansweredAsync()
    {
        var connecting = Client.ConnectAsync(CancellationToken.None);
        await Server.AcceptLoginAsync();
        await Server.TakeAsync<ContactListPacket>(2);
        await Server.TakeAsync<OfflineMessagesRequestPacket>(3);
        await Server.ExpectAckAsync(0);
        Ended = await connecting.WaitAsync(SafetyLimit);
    }

    /// <summary>Logs in, and the server says that 1001 is online, and where it listens for peers (port 0: nowhere).</summary>
    public async Task LogInWithContactAsync(string address = "10.0.0.3", int port = 0)
    {
        await LogInAsync();
        await Server.SendAcknowledgedAsync(Online(1001, address, port));
        await NextAsync<ContactChanged>();
    }

    /// <summary>USER_ONLINE.</summary>
    public static UserOnlinePacket Online(uint uin, string address = "10.0.0.3", int port = 0, OnlineStatus status = OnlineStatus.Online) =>
        new(uin, IPAddress.Parse(address), (uint)port, IPAddress.Any, port == 0 ? ConnectionType.ServerOnly : ConnectionType.Direct, status, 3);

    /// <summary>The next thing that the client tells.</summary>
    public async Task<T> NextAsync<T>()
        where T : ClientEvent => Assert.IsType<T>(await Client.Events.ReadAsync().AsTask().WaitAsync(SafetyLimit));

    /// <summary>The client has told nothing that was not read.</summary>
    public async Task ExpectNoEventAsync()
    {
        await Network.IdleAsync();
        Assert.False(Client.Events.TryRead(out var told), $"{told}");
    }

    /// <summary>Lets the time pass, and what is sent on the way arrive.</summary>
    public Task PassAsync(double seconds) => Clock.AdvanceAsync(TimeSpan.FromSeconds(seconds), Network);

    /// <summary>Lets the time pass until the task is done.</summary>
    public Task<T> PassUntilAsync<T>(Task<T> task) => Clock.AdvanceUntilAsync(task, TimeSpan.FromSeconds(1), network: Network);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        await Network.DisposeAsync();
        Log.Dispose();
    }
}

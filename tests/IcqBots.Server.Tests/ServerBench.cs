using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests;

/// <summary>
/// A real server at 10.0.0.1:4000 with the users 1001 to 1004 and 222222, whose password is "secret", and a store that can fail.
/// </summary>
internal sealed class ServerBench : IAsyncDisposable
{
    public static readonly IPEndPoint EndPoint = IPEndPoint.Parse("10.0.0.1:4000");
    private static readonly uint[] Users = [1001, 1002, 1003, 1004, 222_222];
    private readonly IcqServerOptions _options;

    public ServerBench(IcqServerOptions? options = null, bool expectsErrors = false)
    {
        _options = (options ?? new IcqServerOptions()) with
        {
            EndPoint = EndPoint,
            PasswordIterations = options?.PasswordIterations is { } iterations and < 600_000 ? iterations : 1000,
            Accounts = [.. Users.Select(uin => new Account(uin, "") { Password = new Password("secret") }), .. options?.Accounts ?? []],
        };
        Network = new MemoryNetwork(Clock);
        Log = new TestLog { ExpectsErrors = expectsErrors };
        Server = Start();
    }

    public ManualTimeProvider Clock { get; } = new();

    public MemoryNetwork Network { get; }

    public TestLog Log { get; }

    public FailingStore Store { get; } = new();

    public IcqServer Server { get; private set; }

    /// <summary>A client on a machine of its own that has not logged in.</summary>
    public ClientTranscript Client(uint uin, string? address = null) =>
        new(Network, address ?? $"10.0.0.{uin % 100 + 10}", EndPoint, uin);

    /// <summary>A client that has logged in, and told its contacts if it has any (they are offline).</summary>
    public async Task<ClientTranscript> OnlineAsync(uint uin, params uint[] contacts)
    {
        var client = Client(uin);
        await client.LogInAsync();
        if (contacts.Length > 0)
        {
            await client.SendAcknowledgedAsync(new ContactListPacket([.. contacts.Select(contact => new Uin(contact))]));
            await client.TakeAsync<ContactListDonePacket>();
        }

        return client;
    }

    /// <summary>Lets the time pass, and what is sent on the way arrive.</summary>
    public Task PassAsync(double seconds) => Clock.AdvanceAsync(TimeSpan.FromSeconds(seconds), Network);

    /// <summary>Lets what has been sent arrive, and passwords be looked at and answered.</summary>
    public async Task SettleAsync()
    {
        await Network.IdleAsync();
        await Server.Passwords.RunningAsync();
        await Network.IdleAsync();
    }

    /// <summary>Keeps the server from looking at passwords until the result is disposed. Nobody may have sent one just now.</summary>
    public IDisposable HoldPasswords()
    {
        var hold = new PasswordHold();
        for (var i = 0; i < PasswordWork.AtOnce; i++)
        {
            Server.Passwords.TryStart<object?>(new IPEndPoint(IPAddress.Loopback, 1 + i), null, hold.Wait, _ => { });
        }

        return hold;
    }

    /// <summary>Stops the server and starts another with the same store.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        Server = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Network.IdleAsync();
        await Server.DisposeAsync();
        await Network.DisposeAsync();
        Log.Dispose();
    }

    private IcqServer Start()
    {
        var server = new IcqServer(_options, Store, Network.HostAt("10.0.0.1"), Clock, Log);
        server.Start();
        return server;
    }
}

/// <summary>Work on passwords that does not end by itself.</summary>
internal sealed class PasswordHold : IDisposable
{
    private readonly ManualResetEventSlim _released = new();

    public object? Wait()
    {
        Assert.True(_released.Wait(TimeSpan.FromSeconds(30)));
        return null;
    }

    public void Dispose() => _released.Set();
}

/// <summary>A store in memory whose disk can be full.</summary>
internal sealed class FailingStore : IServerStore
{
    private readonly MemoryServerStore _store = new();

    public bool IsFull { get; set; }

    public IReadOnlyList<Account> LoadAccounts() => _store.LoadAccounts();

    public void AddAccount(Account account) => Checked().AddAccount(account);

    public void ChangePassword(Uin uin, PasswordHash passwordHash) => Checked().ChangePassword(uin, passwordHash);

    public IReadOnlyDictionary<Uin, UserProfile> LoadProfiles() => _store.LoadProfiles();

    public void SaveProfile(Uin uin, UserProfile profile) => Checked().SaveProfile(uin, profile);

    public long AddMessage(StoredMessage message) => Checked().AddMessage(message);

    public int CountMessages(Uin to) => _store.CountMessages(to);

    public IReadOnlyList<StoredMessage> LoadMessages(Uin to) => _store.LoadMessages(to);

    public void DeleteMessages(IReadOnlyCollection<long> ids) => Checked().DeleteMessages(ids);

    private MemoryServerStore Checked() => IsFull ? throw new IOException("The disk is full") : _store;
}

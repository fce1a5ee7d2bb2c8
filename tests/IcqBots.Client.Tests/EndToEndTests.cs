using System.Net;
using IcqBots.Protocol;
using IcqBots.Server;
using IcqBots.Testing;
using IcqBots.Transport;

namespace IcqBots.Client.Tests;

/// <summary>Real clients and a real server on a network in memory.</summary>
public class EndToEndTests
{
    private const int Messages = 25;
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);
    private static readonly NetworkFaults Faults = new(Loss: 0.3, Duplication: 0.2, MaxDelay: TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Every_message_arrives_exactly_once_over_a_network_that_loses_doubles_and_reorders()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            await using var world = new World(seed, Faults);
            var alice = world.CreateClient(1001);
            var bob = world.CreateClient(1002);
            var sessions = await world.PassUntilAsync(Task.WhenAll(
                alice.ConnectAsync(CancellationToken.None), bob.ConnectAsync(CancellationToken.None)));

            await world.PassUntilAsync(Task.WhenAll(Enumerable.Range(0, Messages).SelectMany(i =>
                new[] { alice.SendMessageAsync(1002, $"{i}"), bob.SendMessageAsync(1001, $"{i}") })));

            // The server keeps the messages of one sender in order: each waits for the one before it.
            await world.PassAsync(TimeSpan.FromMinutes(25));

            AssertEach(seed, bob, MessagePath.Server);
            AssertEach(seed, alice, MessagePath.Server);
            Assert.All(sessions, session => Assert.False(session.IsCompleted, $"Seed {seed}: a session was lost"));
        }
    }

    [Fact]
    public async Task Stored_messages_arrive_exactly_once_and_do_not_come_again()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            await using var world = new World(seed, Faults);
            var alice = world.CreateClient(1001);
            await world.PassUntilAsync(alice.ConnectAsync(CancellationToken.None));
            await world.PassUntilAsync(Task.WhenAll(Enumerable.Range(0, Messages).Select(i => alice.SendMessageAsync(1002, $"{i}"))));

            var bob = world.CreateClient(1002);
            await world.PassUntilAsync(bob.ConnectAsync(CancellationToken.None));

            // Here, too, each waits for the one before it.
            await world.PassAsync(TimeSpan.FromMinutes(25));
            AssertEach(seed, bob, MessagePath.Stored);

            await world.PassUntilAsync(bob.ConnectAsync(CancellationToken.None));
            await world.PassAsync(TimeSpan.FromMinutes(5));
            Assert.Empty(ReadMessages(bob));
        }
    }

    [Fact]
    public async Task Searches_and_questions_find_what_is_there_over_such_a_network()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            await using var world = new World(seed, Faults);
            var alice = world.CreateClient(1001, options => options with { QueryTimeout = TimeSpan.FromMinutes(2) });
            await world.PassUntilAsync(alice.ConnectAsync(CancellationToken.None));

            var found = await world.PassUntilAsync(Task.WhenAll(
                Enumerable.Range(0, Messages).Select(_ => alice.Users.SearchAsync(new Uin(1002)))));
            var told = await world.PassUntilAsync(alice.Users.GetInfoAsync(1002));
            var nobody = await world.PassUntilAsync(alice.Users.GetInfoAsync(9999));

            Assert.All(found, result => Assert.True(result.Users.Count == 1, $"Seed {seed}: a search found {result.Users.Count}"));
            Assert.NotNull(told);
            Assert.Null(nobody);
        }
    }

    [Fact]
    public async Task Contacts_see_each_other_and_talk_directly_where_the_server_says_that_they_are()
    {
        await using var world = new World(seed: 1, new NetworkFaults());
        var alice = world.CreateClient(1001, options => options with { PeerToPeer = true });
        var bob = world.CreateClient(
            1002, options => options with { PeerToPeer = true, Status = OnlineStatus.Away, AwayMessage = "Gone fishing" });
        await alice.ConnectAsync(CancellationToken.None).WaitAsync(SafetyLimit);
        await alice.ListedAsync(CancellationToken.None).WaitAsync(SafetyLimit);
        await bob.ConnectAsync(CancellationToken.None).WaitAsync(SafetyLimit);

        Assert.Equal(new ContactChanged(1002, OnlineStatus.Offline, OnlineStatus.Away), await NextAsync(alice));
        var delivery = await alice.SendMessageAsync(1002, "Hello, Bob").WaitAsync(SafetyLimit);
        Assert.Equal(new Delivery(MessagePath.Peer, OnlineStatus.Away, "Gone fishing"), delivery);
        var message = Assert.IsType<MessageReceived>(await NextAsync(bob));
        Assert.Equal((1001u, "Hello, Bob", MessagePath.Peer), (message.From.Value, message.Text, message.Path));

        await bob.DisposeAsync();
        Assert.Equal(new ContactChanged(1002, OnlineStatus.Away, OnlineStatus.Offline), await NextAsync(alice));
    }

    [Fact]
    public async Task A_client_that_logs_in_elsewhere_ends_the_session_of_the_first()
    {
        await using var world = new World(seed: 1, new NetworkFaults());
        var first = world.CreateClient(1001);
        var second = world.CreateClient(1001);
        var session = await first.ConnectAsync(CancellationToken.None).WaitAsync(SafetyLimit);

        await second.ConnectAsync(CancellationToken.None).WaitAsync(SafetyLimit);

        Assert.Equal(SessionEnd.NotConnected, await world.PassUntilAsync(session));
        Assert.True(second.IsOnline);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var world = new World(seed: 1, new NetworkFaults());
        var client = world.CreateClient(1001, options => options with { Password = new Password("wrong") });

        var error = await Assert.ThrowsAsync<LoginException>(() => client.ConnectAsync(CancellationToken.None).WaitAsync(SafetyLimit));

        Assert.Equal(SessionEnd.WrongPassword, error.Reason);
    }

    private static Task<ClientEvent> NextAsync(IcqClient client) => client.Events.ReadAsync().AsTask().WaitAsync(SafetyLimit);

    private static void AssertEach(int seed, IcqClient client, MessagePath path)
    {
        var received = ReadMessages(client);
        Assert.All(received, message => Assert.Equal(path, message.Path));
        var expected = Enumerable.Range(0, Messages).Select(i => $"{i}").Order();
        Assert.True(
            received.Select(message => message.Text).Order().SequenceEqual(expected), $"Seed {seed}: {string.Join(' ', received)}");
    }

    private static List<MessageReceived> ReadMessages(IcqClient client)
    {
        var received = new List<MessageReceived>();
        while (client.Events.TryRead(out var told))
        {
            if (told is MessageReceived message)
            {
                received.Add(message);
            }
        }

        return received;
    }

    /// <summary>A server with the users 1001 and 1002, who have each other as contacts.</summary>
    private sealed class World : IAsyncDisposable
    {
        /// <summary>With half of the exchanges failing, sixty sends are lost together once in 10^17 packets.</summary>
        private static readonly RetransmissionPolicy Patient = new() { Rounds = 10 };

        private readonly ManualTimeProvider _clock = new();
        private readonly MemoryNetwork _network;
        private readonly TestLog _log = new();
        private readonly IcqServer _server;
        private readonly List<IcqClient> _clients = [];

        public World(int seed, NetworkFaults faults)
        {
            _network = new MemoryNetwork(_clock, seed, faults);
            _server = new IcqServer(
                new IcqServerOptions
                {
                    EndPoint = IPEndPoint.Parse("10.0.0.1:4000"),
                    Accounts = [.. new uint[] { 1001, 1002 }.Select(uin => new Account(uin, "") { Password = new Password("secret") })],
                    Retransmission = Patient with { MessageAck = false },
                },
                new MemoryServerStore(),
                _network.HostAt("10.0.0.1"),
                _clock,
                _log);
            _server.Start();
        }

        public IcqClient CreateClient(uint uin, Func<IcqClientOptions, IcqClientOptions>? configure = null)
        {
            var options = new IcqClientOptions
            {
                ServerHost = "10.0.0.1",
                Uin = uin,
                Password = new Password("secret"),
                Contacts = [uin == 1001 ? 1002u : 1001u],
                Retransmission = Patient,
                PeerToPeer = false,
            };
            var client = new IcqClient(configure?.Invoke(options) ?? options, _network.HostAt($"10.0.0.{_clients.Count + 2}"), _clock, _log);
            _clients.Add(client);
            return client;
        }

        public Task PassAsync(TimeSpan span) => _clock.AdvanceAsync(span, _network);

        public Task PassUntilAsync(Task task) => _clock.AdvanceUntilAsync(task, TimeSpan.FromSeconds(1), network: _network);

        public Task<T> PassUntilAsync<T>(Task<T> task) => _clock.AdvanceUntilAsync(task, TimeSpan.FromSeconds(1), network: _network);

        public async ValueTask DisposeAsync()
        {
            foreach (var client in _clients)
            {
                await client.DisposeAsync();
            }

            await _server.DisposeAsync();
            await _network.DisposeAsync();
            _log.Dispose();
        }
    }
}

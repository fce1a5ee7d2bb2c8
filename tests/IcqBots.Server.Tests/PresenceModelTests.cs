using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;

namespace IcqBots.Server.Tests;

/// <summary>
/// Users log in and off, change their status and fill their lists at random. What every client was told must be what a simple model says:
/// who is on my list, is online, has me on no invisible list, and is not invisible unless I am on its visible list.
/// </summary>
public class PresenceModelTests
{
    private static readonly uint[] Users = [1001, 1002, 1003, 1004];

    private static readonly OnlineStatus[] Statuses =
        [OnlineStatus.Online, OnlineStatus.Away, OnlineStatus.Invisible, OnlineStatus.Invisible | OnlineStatus.Away, (OnlineStatus)0x0001_0020];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task After_every_operation_everybody_knows_what_it_may_know_and_was_shown_nothing_else(int part)
    {
        for (var seed = part * 1000; seed < (part * 1000) + 40; seed++)
        {
            await using var bench = new ServerBench();
            await using var model = new Model(bench, seed);
            for (var step = 1; step <= 60; step++)
            {
                var operation = model.Start();
                await bench.Network.IdleAsync();
                model.AssertKnown($"Seed {seed}, step {step}: {operation}", nothingElseShown: true);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_a_network_that_loses_copies_and_reorders_does_everybody_knows_it_in_the_end(int part)
    {
        for (var seed = part * 1000; seed < (part * 1000) + 10; seed++)
        {
            await using var bench = new ServerBench();
            await using var model = new Model(bench, seed);
            var random = new Random(seed);
            for (var step = 1; step <= 30; step++)
            {
                // A copy of a LOGIN or a log-off that comes after the next one is another matter.
                if (!model.NextKeepsSessions)
                {
                    await model.SettleAsync();
                }

                bench.Network.Faults = model.NextKeepsSessions ? new(Loss: 0.15, Duplication: 0.1, MaxDelay: TimeSpan.FromSeconds(3)) : new();
                model.Start();
                await model.PassAsync(seconds: random.Next(4));
            }

            await model.SettleAsync();
            model.AssertKnown($"Seed {seed}", nothingElseShown: false);
        }
    }

    private sealed class Model : IAsyncDisposable
    {
        private readonly ServerBench _bench;
        private readonly Random _random;
        private readonly Dictionary<uint, User> _online = [];
        private readonly List<PresenceClient> _clients = [];
        private (uint Uin, int Dice) _next;

        public Model(ServerBench bench, int seed)
        {
            _bench = bench;
            _random = new Random(seed);
            Roll();
        }

        /// <summary>False when the next operation begins or ends a session.</summary>
        public bool NextKeepsSessions => _next.Dice >= 15 && _online.ContainsKey(_next.Uin);

        /// <summary>Does what is next; the text says what that was.</summary>
        public string Start()
        {
            var (uin, dice) = _next;
            Roll();
            foreach (var client in _clients)
            {
                client.Shown.Clear();
            }

            if (!_online.TryGetValue(uin, out var user) || dice < 8)
            {
                var login = new User(new PresenceClient(_bench, uin), Pick(Statuses));
                _clients.Add(login.Client);
                _online[uin] = login;
                login.Client.Send(Testing.ClientTranscript.LoginAs("secret", login.Status));
                return $"{uin} logs in as {login.Status}";
            }

            ClientPacket packet = dice switch
            {
                < 15 => new SendTextCodePacket(SendTextCodePacket.UserDisconnected),
                < 40 => new StatusChangePacket(user.Status = Pick(Statuses)),
                < 60 => new ContactListPacket(Add(user.Contacts, _random.Next(4))),
                < 75 => new VisibleListPacket(Add(user.Visible, _random.Next(3))),
                < 90 => new InvisibleListPacket(Add(user.Invisible, _random.Next(2))),
                _ => new AddToListPacket(Add(user.Contacts, 1)[0]),
            };
            if (packet is SendTextCodePacket)
            {
                _online.Remove(uin);
                user.Client.SendOnce(packet);
            }
            else
            {
                user.Client.Send(packet);
            }

            return $"{uin} sends {packet}";
        }

        public void AssertKnown(string when, bool nothingElseShown)
        {
            foreach (var (uin, user) in _online)
            {
                var expected = Users.Where(other => other != uin && Sees(uin, other))
                    .ToDictionary(other => other, other => _online[other].Status);
                var known = user.Client.Known.Where(entry => entry.Key != uin).ToDictionary();
                Assert.True(
                    expected.OrderBy(entry => entry.Key).SequenceEqual(known.OrderBy(entry => entry.Key)),
                    $"{when}: {uin} should know {string.Join(", ", expected)} but knows {string.Join(", ", known)}");
                Assert.True(
                    !nothingElseShown || user.Client.Shown.All(other => other == uin || expected.ContainsKey(other)),
                    $"{when}: {uin} was shown somebody whom it must not see");
            }
        }

        /// <summary>Lets the time pass, for the clients too.</summary>
        public async Task PassAsync(int seconds)
        {
            for (var second = 0; second < seconds; second++)
            {
                await _bench.PassAsync(seconds: 1);
                _clients.ForEach(client => client.OnTick());
            }
        }

        /// <summary>Until nothing is under way any more; the network is good from now on.</summary>
        public async Task SettleAsync()
        {
            _bench.Network.Faults = new();
            await PassAsync(seconds: 12);
            foreach (var user in _online.Values)
            {
                user.Client.Send(new KeepAlivePacket());
            }

            await PassAsync(seconds: 2);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in _clients)
            {
                await client.DisposeAsync();
            }
        }

        private bool Sees(uint watcher, uint other) => _online.TryGetValue(other, out var user)
            && _online[watcher].Contacts.Contains(other)
            && !user.Invisible.Contains(watcher)
            && (!user.Status.HasFlag(OnlineStatus.Invisible) || user.Visible.Contains(watcher));

        private Uin[] Add(HashSet<uint> list, int count)
        {
            var chunk = Enumerable.Range(0, count).Select(_ => Pick(Users)).ToArray();
            list.UnionWith(chunk);
            return [.. chunk.Select(uin => new Uin(uin))];
        }

        private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

        private void Roll() => _next = (Pick(Users), _random.Next(100));
    }

    private sealed class User(PresenceClient client, OnlineStatus status)
    {
        public PresenceClient Client => client;

        public OnlineStatus Status { get; set; } = status;

        public HashSet<uint> Contacts { get; } = [];

        public HashSet<uint> Visible { get; } = [];

        public HashSet<uint> Invisible { get; } = [];
    }
}

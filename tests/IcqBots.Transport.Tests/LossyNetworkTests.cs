using System.Buffers.Binary;
using System.Net;
using IcqBots.Protocol;
using IcqBots.Testing;

namespace IcqBots.Transport.Tests;

/// <summary>Two links over a network that loses 30 % each way, duplicates 20 % and lets datagrams overtake each other.</summary>
public class LossyNetworkTests
{
    private const int Messages = 40;
    private static readonly NetworkFaults Faults = new(Loss: 0.3, Duplication: 0.2, MaxDelay: TimeSpan.FromSeconds(15));

    /// <summary>With half of the exchanges failing, sixty sends are lost together once in 10^17 messages.</summary>
    private static readonly RetransmissionPolicy Patient = new() { Rounds = 10 };

    [Fact]
    public async Task Every_message_arrives_exactly_once_in_both_directions()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            await using var pair = new LinkPair(seed, Patient);

            await pair.ExchangeAsync();

            foreach (var end in pair.Ends)
            {
                Assert.True(end.Acknowledged.Count == Messages && !end.IsLost, $"Seed {seed}: {end.Acknowledged.Count} acknowledged");
                Assert.True(end.Received.Order().SequenceEqual(Enumerable.Range(0, Messages)), $"Seed {seed}: {string.Join(' ', end.Received)}");
                Assert.False(end.Received.SequenceEqual(Enumerable.Range(0, Messages)), $"Seed {seed}: nothing was lost or reordered");
            }
        }
    }

    /// <summary>
    /// Twelve sends without an acknowledgement happen about once in 3,000 messages at this loss. Then the sender hears of it; no message
    /// is ever doubled, and none that was acknowledged is missing.
    /// </summary>
    [Fact]
    public async Task With_the_numbers_of_the_specification_nothing_is_doubled_and_nothing_acknowledged_is_missing()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            await using var pair = new LinkPair(seed, new RetransmissionPolicy());

            await pair.ExchangeAsync();

            foreach (var (sender, receiver) in new[] { (pair.Ends[0], pair.Ends[1]), (pair.Ends[1], pair.Ends[0]) })
            {
                Assert.True(receiver.Received.Distinct().Count() == receiver.Received.Count, $"Seed {seed}: a message came twice");
                Assert.True(sender.Acknowledged.IsSubsetOf(receiver.Received), $"Seed {seed}: an acknowledged message is missing");
                Assert.True(sender.Settled == Messages, $"Seed {seed}: the sender was not told");
            }
        }
    }

    [Fact]
    public async Task A_network_that_is_down_for_less_than_the_rounds_costs_no_message()
    {
        await using var pair = new LinkPair(seed: 1, Patient);

        pair.Network.IsDown = true;
        pair.SendAll();
        await pair.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), pair.Network);
        Assert.Empty(pair.Ends[1].Received);

        pair.Network.IsDown = false;
        await pair.SettleAsync();
        Assert.Equal(Enumerable.Range(0, Messages), pair.Ends[1].Received.Order());
    }

    private sealed class LinkPair : IAsyncDisposable
    {
        public LinkPair(int seed, RetransmissionPolicy policy)
        {
            Network = new MemoryNetwork(Clock, seed, Faults);
            var here = IPEndPoint.Parse("10.0.0.1:4000");
            var there = IPEndPoint.Parse("10.0.0.2:4000");
            Ends =
            [
                new LinkEnd(Network.HostAt("10.0.0.1").OpenDatagramSocket(here, there), there, policy, Clock, firstSequence: 1),
                new LinkEnd(Network.HostAt("10.0.0.2").OpenDatagramSocket(there, here), here, policy, Clock, firstSequence: 65_530),
            ];
        }

        public ManualTimeProvider Clock { get; } = new();

        public MemoryNetwork Network { get; }

        public LinkEnd[] Ends { get; }

        public async Task ExchangeAsync()
        {
            SendAll();
            await SettleAsync();
        }

        public void SendAll()
        {
            for (var i = 0; i < Messages; i++)
            {
                Array.ForEach(Ends, end => end.Send(i));
            }
        }

        public async Task SettleAsync()
        {
            while (Ends.Any(end => end.Settled < Messages))
            {
                Assert.True(Clock.GetTimestamp() < TimeSpan.FromHours(1).Ticks, "A message is neither acknowledged nor given up");
                await Clock.AdvanceAsync(TimeSpan.FromSeconds(1), Network);
            }

            // Late copies are still under way.
            await Clock.AdvanceAsync(Faults.MaxDelay, Network);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var end in Ends)
            {
                await end.DisposeAsync();
            }

            await Network.DisposeAsync();
        }
    }

    private sealed class LinkEnd : IAsyncDisposable
    {
        private readonly Lock _lock = new();
        private readonly IDatagramSocket _socket;
        private readonly ReliableLink _link;
        private readonly LinkClock _clock;

        public LinkEnd(IDatagramSocket socket, IPEndPoint remote, RetransmissionPolicy policy, TimeProvider time, ushort firstSequence)
        {
            _socket = socket;
            _link = new ReliableLink(policy, time, bytes => socket.Send(bytes, remote), ackParameters: default, firstSequence);
            _clock = new LinkClock(time, OnTick);
            socket.Start(OnDatagram);
        }

        public List<int> Received { get; } = [];

        public HashSet<int> Acknowledged { get; } = [];

        public int Settled { get; private set; }

        public bool IsLost => _link.IsLost;

        public void Send(int number)
        {
            lock (_lock)
            {
                _link.Send(sequence => Encode(sequence, number), acknowledged =>
                {
                    Settled++;
                    if (acknowledged)
                    {
                        Acknowledged.Add(number);
                    }
                });
                _clock.WakeAt(_link.NextTick);
            }
        }

        public ValueTask DisposeAsync()
        {
            _clock.Dispose();
            return _socket.DisposeAsync();
        }

        private static byte[] Encode(ushort sequence, int number)
        {
            var datagram = new byte[DatagramHeader.Size + 4];
            new DatagramHeader(0x0104, sequence).Write(datagram);
            BinaryPrimitives.WriteInt32LittleEndian(datagram.AsSpan(DatagramHeader.Size), number);
            return datagram;
        }

        private void OnDatagram(ReadOnlySpan<byte> datagram, IPEndPoint from)
        {
            lock (_lock)
            {
                Assert.True(DatagramHeader.TryRead(datagram, out var header));
                if (_link.Receive(header) == Reception.New)
                {
                    Received.Add(BinaryPrimitives.ReadInt32LittleEndian(datagram[DatagramHeader.Size..]));
                    _link.Accept(header.Sequence);
                }

                _clock.WakeAt(_link.NextTick);
            }
        }

        private void OnTick()
        {
            lock (_lock)
            {
                _link.OnTick();
                _clock.WakeAt(_link.NextTick);
            }
        }
    }
}

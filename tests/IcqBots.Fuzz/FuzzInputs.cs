using System.Buffers.Binary;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Protocol.Tests;

namespace IcqBots.Fuzz;

/// <summary>Something that arrives.</summary>
/// <param name="Direction">Whom it is for.</param>
/// <param name="Bytes">A datagram, or a frame between peers without its length.</param>
/// <param name="Uin">Who sends it, if it is for the server.</param>
/// <param name="Choice">Random bits for the receiver, to decide what the bytes leave open.</param>
internal readonly record struct FuzzInput(Direction Direction, byte[] Bytes, Uin Uin, ulong Choice);

/// <summary>
/// The inputs of a run: made from the golden vectors, each a function of the run's seed and its own index and of nothing else, so
/// that a run can be repeated.
/// </summary>
internal sealed class FuzzInputs(long seed)
{
    private static readonly Direction[] Targets =
    [
        Direction.FromClient, Direction.FromClient, Direction.FromClient, Direction.FromServer, Direction.FromServer, Direction.FromServer,
        Direction.BetweenPeers, Direction.BetweenPeers, Direction.Chat, Direction.FileTransfer,
    ];

    private static readonly Vector[] All = [.. PacketVectors.All.Select(vector => new Vector(vector))];
    private static readonly Vector[][] Shares = [.. Targets.Select(target => All.Where(vector => vector.Direction == target).ToArray())];

    private readonly FuzzRandom _random = new();

    /// <summary>Input number <paramref name="index"/>.</summary>
    public FuzzInput At(long index)
    {
        _random.Reset(seed, index);
        var vector = Pick();
        var bytes = _random.Below(10) switch
        {
            0 => vector.Bytes,
            1 or 2 => WithRandomFields(vector),
            _ => Mutate(vector),
        };

        var direction = _random.Chance(1, 50) ? Pick().Direction : vector.Direction;
        // Its receiver may change it.
        bytes = bytes.ToArray();
        if (direction is Direction.FromClient or Direction.FromServer && _random.Chance(9, 10) && bytes.Length >= DatagramHeader.Size)
        {
            // A number that is new to the receiver: else most would be copies of what was there before.
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)index);
        }

        return new FuzzInput(direction, bytes, vector.Uin, _random.Next());
    }

    /// <summary>Each receiver has its share, however many vectors there are for it.</summary>
    private Vector Pick() => _random.Pick(_random.Pick(Shares));

    private byte[] Mutate(Vector vector)
    {
        var bytes = vector.Bytes;
        for (var changes = 1 + _random.Below(3); changes > 0; changes--)
        {
            bytes = Mutations.Apply(bytes, _random.Pick(All).Bytes, _random);
        }

        return bytes;
    }

    /// <summary>A packet as somebody could send it, with other values.</summary>
    private byte[] WithRandomFields(Vector vector)
    {
        try
        {
            return PacketVector.Write(vector.Content switch
            {
                ClientDatagram datagram => datagram with { Packet = (ClientPacket)RandomFields.Vary(datagram.Packet, _random) },
                ServerDatagram datagram => datagram with { Packet = (ServerPacket)RandomFields.Vary(datagram.Packet, _random) },
                PeerFrame frame => RandomFields.Vary(frame, _random),
                var other => other,
            });
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException)
        {
            // Our own writers refuse what does not fit into a packet.
            return vector.Bytes;
        }
    }

    private sealed class Vector(PacketVector vector)
    {
        public Direction Direction => vector.Direction;

        public object Content => vector.Content;

        public byte[] Bytes { get; } = vector.Bytes;

        public Uin Uin { get; } = (vector.Content as ClientDatagram)?.Uin ?? default;
    }
}

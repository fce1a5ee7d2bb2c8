using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Protocol.Tests;

/// <summary>
/// Bytes as they are on the wire, and what they mean. Those called "captured" come from a genuine client and server of 1998/99, with
/// personal data replaced by other data of the same length. Frames between peers are without their length.
/// </summary>
internal static class PacketVectors
{
    public static IReadOnlyList<PacketVector> All { get; } =
        [.. FromClientVectors.All, .. FromServerVectors.All, .. BetweenPeersVectors.All];

    public static TheoryData<string> Names { get; } = [.. All.Select(vector => vector.Name)];

    public static PacketVector Named(string name) => All.Single(vector => vector.Name == name);

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static PacketVector Client(string name, string hex, ushort sequence, uint uin, ClientPacket packet) =>
        new(name, Direction.FromClient, hex, new ClientDatagram(sequence, uin, packet));

    public static PacketVector Server(string name, string hex, ushort sequence, ServerPacket packet) =>
        new(name, Direction.FromServer, hex, new ServerDatagram(sequence, packet));

    public static PacketVector Peer(string name, string hex, PeerFrame frame) => new(name, Direction.BetweenPeers, hex, frame);

    public static PacketVector Chat(string name, string hex, ChatFrame frame) => new(name, Direction.Chat, hex, frame);

    public static PacketVector File(string name, string hex, FileTransferFrame frame) => new(name, Direction.FileTransfer, hex, frame);
}

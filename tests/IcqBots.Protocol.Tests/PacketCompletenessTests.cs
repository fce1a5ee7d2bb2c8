using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Protocol.Tests;

public sealed class PacketCompletenessTests
{
    public static TheoryData<string> Commands { get; } =
    [
        .. CommandsOf<ClientCommand>(),
        .. CommandsOf<ServerCommand>(),
        .. CommandsOf<PeerCommand>(),
        .. CommandsOf<FileTransferCommand>(),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_has_a_vector(string command) =>
        Assert.True(VectorsOf(command).Any(), $"{command} has no line in PacketVectors.cs");

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_read_as_a_packet_of_its_own(string command) =>
        Assert.All(VectorsOf(command), vector =>
        {
            var read = vector with { Content = PacketVector.Read(vector.Direction, vector.Bytes)! };
            Assert.False(
                read.Packet is UnknownClientPacket or UnknownServerPacket or null,
                $"{command} has no line in the switch that reads packets");
        });

    private static IEnumerable<PacketVector> VectorsOf(string command) =>
        PacketVectors.All.Where(vector => vector.Command is { } member && NameOf(member) == command);

    private static IEnumerable<string> CommandsOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(member => NameOf(member));

    private static string NameOf(Enum member) => $"{member.GetType().Name}.{member}";
}

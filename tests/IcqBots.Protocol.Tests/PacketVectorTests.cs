namespace IcqBots.Protocol.Tests;

public sealed class PacketVectorTests
{
    public static TheoryData<string> Names => PacketVectors.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_are_read_as_the_packet(string name)
    {
        var vector = PacketVectors.Named(name);

        var read = PacketVector.Read(vector.Direction, vector.Bytes);

        Assert.Equal(PacketText.Of(vector.Content), PacketText.Of(read));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_packet_is_written_as_the_bytes(string name)
    {
        var vector = PacketVectors.Named(name);

        var written = PacketVector.Write(vector.Content);

        Assert.Equal(Convert.ToHexString(PacketVectors.Bytes(vector.Rewritten ?? vector.Hex)), Convert.ToHexString(written));
    }
}

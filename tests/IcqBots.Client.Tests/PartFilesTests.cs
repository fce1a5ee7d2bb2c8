using System.Net;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Testing;

namespace IcqBots.Client.Tests;

public sealed class PartFilesTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("10.0.0.3");
    private static readonly FileInfoFrame Info = new("report.txt", 12);
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-").FullName;
    private readonly ManualTimeProvider _clock = new();
    private readonly PartFiles _parts;

    public PartFilesTests() => _parts = new PartFiles(_folder, _clock);

    [Theory]
    [InlineData(1002, "10.0.0.3", "report.txt", 12)]
    [InlineData(1001, "10.0.0.66", "report.txt", 12)]
    [InlineData(1001, "10.0.0.3", "other.txt", 12)]
    [InlineData(1001, "10.0.0.3", "report.txt", 13)]
    public void A_part_belongs_to_UIN_address_name_and_size_together(uint uin, string address, string name, uint size) => Assert.NotEqual(
        _parts.PathOf(1001, Address, Info), _parts.PathOf(uin, IPAddress.Parse(address), new FileInfoFrame(name, size)));

    [Fact]
    public void A_part_is_where_it_was()
    {
        Assert.Equal(_parts.PathOf(1001, Address, Info), _parts.PathOf(1001, Address, Info));
        Assert.Equal(Path.Combine(_folder, ".parts"), Path.GetDirectoryName(_parts.PathOf(1001, Address, Info)));
    }

    [Fact]
    public void A_part_is_kept_for_a_day()
    {
        var part = _parts.PathOf(1001, Address, Info);
        File.WriteAllText(part, "half");
        File.SetLastWriteTimeUtc(part, _clock.GetUtcNow().UtcDateTime);

        _clock.Advance(TimeSpan.FromHours(23));
        _parts.PathOf(1002, Address, Info);
        Assert.True(File.Exists(part));

        _clock.Advance(TimeSpan.FromHours(2));
        _parts.PathOf(1002, Address, Info);
        Assert.False(File.Exists(part));
    }

    [Theory]
    [InlineData(".parts")]
    [InlineData("../.parts/x")]
    [InlineData(".parts/x")]
    public void No_file_of_a_peer_comes_to_lie_among_the_parts(string name)
    {
        var part = _parts.PathOf(1001, Address, Info);
        File.WriteAllText(part, "whole");

        Assert.Equal(_folder, Path.GetDirectoryName(PartFiles.Finish(part, _folder, SafeFileName.From(name))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

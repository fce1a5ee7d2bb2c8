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

    [Fact]
    public void A_link_that_lies_where_a_part_belongs_is_not_followed()
    {
        var elsewhere = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName, "precious");
        File.WriteAllText(elsewhere, "precious");
        var part = _parts.PathOf(1001, Address, Info);
        File.CreateSymbolicLink(part, elsewhere);

        using (var file = PartFiles.Open(_parts.PathOf(1001, Address, Info)))
        {
            file.Write("overwritten"u8);
        }

        Assert.Equal("precious", File.ReadAllText(elsewhere));
    }

    [Fact]
    public void Parts_are_not_put_into_a_folder_elsewhere_that_a_link_names()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(_folder, ".parts"), elsewhere);

        Assert.Throws<IOException>(() => _parts.PathOf(1001, Address, Info));
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Theory]
    [InlineData("precious")]
    [InlineData("not there")]
    public void A_complete_file_takes_the_place_of_no_link(string target)
    {
        var elsewhere = Path.Combine(_folder, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(Path.Combine(elsewhere, "precious"), "precious");
        File.CreateSymbolicLink(Path.Combine(_folder, "report.txt"), Path.Combine(elsewhere, target));
        var part = _parts.PathOf(1001, Address, Info);
        File.WriteAllText(part, "whole");

        var path = PartFiles.Finish(part, _folder, "report.txt");

        Assert.Equal(Path.Combine(_folder, "report (2).txt"), path);
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Equal("precious", File.ReadAllText(Assert.Single(Directory.GetFiles(elsewhere))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using System.Text;

namespace IcqBots.Capture.Tests;

public sealed class TcpReassemblyTests
{
    private readonly TcpReassembly _reassembly = new();

    [Fact]
    public void Segments_in_order_come_as_they_are()
    {
        Assert.Equal("abc|def", Add(10, "abc") + "|" + Add(13, "def"));
    }

    [Fact]
    public void What_comes_again_is_dropped_and_an_overlap_is_cut()
    {
        Add(10, "abcdef");

        Assert.Equal("", Add(10, "abc"));
        Assert.Equal("", Add(12, "cdef"));
        Assert.Equal("gh", Add(14, "efgh"));
    }

    [Fact]
    public void What_comes_too_early_waits()
    {
        Add(10, "ab");

        Assert.Equal("", Add(16, "gh"));
        Assert.Equal("", Add(14, "efg"));
        Assert.Equal("cd,efg,h", Add(12, "cd"));
    }

    [Fact]
    public void Numbers_wrap_around()
    {
        Add(uint.MaxValue - 1, "a");

        Assert.Equal("", Add(1, "de"));
        Assert.Equal("bc,de", Add(uint.MaxValue, "bc"));
    }

    [Fact]
    public void Bytes_that_never_came_are_told_in_the_end()
    {
        Add(10, "ab");
        Add(15, "fg");
        Add(20, "k");

        Assert.Equal("(3)fg,(3)k", Text(_reassembly.End()));
        Assert.Equal("", Add(12, "cde"));
    }

    [Fact]
    public void No_more_than_so_many_segments_wait()
    {
        Add(0, "a");
        var given = Enumerable.Range(0, 256).Select(i => Add((uint)(2 + (i * 2)), "x"));
        Assert.All(given, each => Assert.Equal("", each));

        Assert.Equal("(1)x", Add(1000, "y"));
    }

    [Fact]
    public void No_more_than_so_many_bytes_wait()
    {
        Add(0, "a");
        Assert.Empty(_reassembly.Add(10, new byte[1 << 20]));

        var piece = Assert.Single(_reassembly.Add((1 << 20) + 100, new byte[1]));
        Assert.Equal((9, 1 << 20), (piece.Missing, piece.Bytes.Length));
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_the_bytes_are_those_that_were_sent()
    {
        const int seed = 4711;
        var random = new Random(seed);
        var sent = new byte[20_000];
        random.NextBytes(sent);
        var start = uint.MaxValue - 5_000;
        var segments = Enumerable.Range(0, 200).Select(i => (At: i * 100, Length: 100)).ToList();
        segments.AddRange(Enumerable.Range(0, 100).Select(_ => (At: random.Next(0, 19_000), Length: random.Next(1, 1000))));
        var received = _reassembly.Add(start, sent.AsMemory(0, 1)).ToList();
        foreach (var (at, length) in segments.OrderBy(segment => segment.At + random.Next(2_000)))
        {
            received.AddRange(_reassembly.Add(start + (uint)at, sent.AsMemory(at, length)));
        }

        Assert.All(received, piece => Assert.Equal(0, piece.Missing));
        Assert.Equal(sent, received.SelectMany(piece => piece.Bytes.ToArray()));
    }

    private string Add(uint sequence, string text) => Text(_reassembly.Add(sequence, Encoding.ASCII.GetBytes(text)));

    private static string Text(IEnumerable<StreamPiece> pieces) => string.Join(
        ',', pieces.Select(piece => (piece.Missing > 0 ? $"({piece.Missing})" : "") + Encoding.ASCII.GetString(piece.Bytes.Span)));
}

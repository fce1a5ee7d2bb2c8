using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Protocol.Tests;

/// <summary>docs/protocol.md has a table for each direction, with a row for each command.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "protocol.md"));

    [Fact]
    public void Every_command_of_a_client_has_a_row() => AssertRows<ClientCommand>("## From client to server");

    [Fact]
    public void Every_command_of_the_server_has_a_row() => AssertRows<ServerCommand>("## From server to client");

    [Fact]
    public void Every_command_between_peers_has_a_row()
    {
        AssertRows<PeerCommand>("## Between peers");
        AssertRows<FileTransferCommand>("## Between peers");
        Assert.Contains(RowsUnder("## Between peers"), row => row.Contains($"`{nameof(ChannelInitFrame)}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_of_a_command_names_who_sends_it_what_answers_it_and_a_test_that_exists()
    {
        var rows = Lines.Where(line => Regex.IsMatch(line, @"^\| [^|]+ \| `\w+` \| ([0-9A-F]{2}|[0-9A-F]{4}|–) \|")).ToArray();

        Assert.True(rows.Length > 60, $"{rows.Length} rows");
        Assert.All(rows, row =>
        {
            var cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal(7, cells.Length);
            Assert.All(cells, cell => Assert.NotEqual("", cell));
            Assert.True(
                Directory.EnumerateFiles(TestsFolder(), $"{cells[6].Trim('`')}.cs", SearchOption.AllDirectories).Any(),
                $"{row} names a test that does not exist");
        });

        static string TestsFolder([CallerFilePath] string path = "") => Path.GetFullPath("../..", path);
    }

    private static void AssertRows<T>(string heading)
        where T : struct, Enum
    {
        var rows = RowsUnder(heading);
        Assert.All(Enum.GetValues<T>(), command =>
        {
            var packet = PacketVectors.All.First(vector => command.Equals(vector.Command)).Packet.GetType().Name;
            Assert.True(
                rows.Any(row => row.Contains($"| `{packet}` | {command:X} |", StringComparison.Ordinal)),
                $"docs/protocol.md has no row with | `{packet}` | {command:X} | under \"{heading}\"");
        });
    }

    private static List<string> RowsUnder(string heading) =>
    [
        .. Lines
            .SkipWhile(line => line != heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')),
    ];
}

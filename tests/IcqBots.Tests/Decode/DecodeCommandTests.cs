using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IcqBots.Testing;

namespace IcqBots.Tests.Decode;

public sealed partial class DecodeCommandTests : IDisposable
{
    /// <summary>A capture of raw IPv4 with an ACK of the server 10.0.0.1:4000, sequence number 18.</summary>
    private const string Capture = """
        D4C3B2A1 0200 0400 00000000 00000000 00000400 65000000
        806F5B69 40E20100 22000000 22000000 45000022 00004000 4011 0000 0A000001 0A000002  0FA0 0403 000E 0000  02000A001200
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();

    public static TheoryData<string, string> Examples
    {
        get
        {
            var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "decode.md"));
            var examples = new TheoryData<string, string>();
            foreach (Match match in Example().Matches(page))
            {
                examples.Add(match.Groups["line"].Value, match.Groups["output"].Value);
            }

            return examples;
        }
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _result.Dispose();
        _remarks.Dispose();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_examples_of_the_page_print_what_it_says(string line, string output)
    {
        await RunAsync(line.Split(' '));

        Assert.Equal(output, _result.ToString());
        Assert.Empty(_remarks.ToString());
    }

    [Fact]
    public async Task The_packets_of_a_capture_have_time_and_ends()
    {
        Assert.Equal(0, await RunAsync("decode", Write("capture.pcap", Capture)));

        Assert.Equal(
            "2026-01-05 08:00:00.123456Z  server 10.0.0.1:4000 > client 10.0.0.2:1027  Ack 000A  sequence 18\n", _result.ToString());
    }

    [Fact]
    public async Task Json_is_an_object_a_line()
    {
        await RunAsync("decode", "--json", Write("capture.pcap", Capture));

        var line = Assert.Single(_result.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("""{"time":"2026-01-05T08:00:00.123456Z","direction":"server","source":"10.0.0.1:4000",""", line, StringComparison.Ordinal);
        Assert.EndsWith("""
            "destination":"10.0.0.2:1027","name":"Ack","code":"000A","sequence":18,"fields":{}}
            """, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decoding_goes_on_behind_a_packet_that_cannot_be_decoded_and_the_exit_code_is_1()
    {
        var good = Capture.Split('\n')[1];
        var wrong = good.Replace("02000A001200", "05000A001200", StringComparison.Ordinal);
        var exitCode = await RunAsync("decode", "--json", Write("capture.pcap", Capture + wrong + good));

        Assert.Equal(1, exitCode);
        var packets = _result.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal([18, null, 18], packets.Select(packet => packet["sequence"]?.GetValue<int>()));
        Assert.Equal(("05 00 0A 00 12 00", 0), (packets[1]["hex"]?.GetValue<string>(), packets[1]["stoppedAt"]?.GetValue<int>()));
    }

    [Fact]
    public async Task A_capture_that_is_cut_off_is_decoded_up_to_there_and_ends_with_1()
    {
        var path = Write("capture.pcap", Capture + "806F5B69");

        Assert.Equal(1, await RunAsync("decode", path));

        Assert.Contains("Ack 000A", _result.ToString(), StringComparison.Ordinal);
        Assert.Equal($"{path}: byte 74: what begins here is cut off: the file ends at byte 78\n", _remarks.ToString());
    }

    [Fact]
    public async Task A_file_that_is_no_capture_is_told()
    {
        var path = Write("bots.yaml", "626F74733A205B5D");

        Assert.Equal(2, await RunAsync("decode", path));

        Assert.StartsWith($"{path}: byte 0: neither a pcap nor a pcapng file begins like this\n", _remarks.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_read_in_the_code_page_that_is_given_and_cannot_move_the_cursor()
    {
        await RunAsync("decode", "--encoding", "windows-1251", "02000E010B00 07B20100 0E640300 0100 0A00 CFF0E8E2E5F20D0A1B00");

        Assert.EndsWith("    Text  Привет\\r\\n\\x1B\n", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_are_for_terminals()
    {
        var commandLine = new CommandLine(new Output(_result, _remarks) { HasColour = true });

        await commandLine.RunAsync(["decode", "02000A001200"]);
        await commandLine.RunAsync(["decode", "02000A0012"]);

        Assert.StartsWith("\e[1mserver > client  Ack 000A  sequence 18\e[0m\n\e[31m", _result.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^```console\n\$ icqbots (?<line>.*)\n(?<output>(?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex Example();

    private string Write(string name, string hex)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, Hex.Bytes(hex));
        return path;
    }

    private Task<int> RunAsync(params string[] arguments) => new CommandLine(new Output(_result, _remarks)).RunAsync(arguments);
}

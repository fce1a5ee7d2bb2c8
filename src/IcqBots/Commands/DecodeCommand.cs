using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using IcqBots.Capture;
using IcqBots.Chat;
using IcqBots.Decode;

namespace IcqBots.Commands;

/// <summary><c>icqbots decode</c>: prints the packets of hexadecimal digits or of a capture.</summary>
internal sealed class DecodeCommand : Command
{
    public const string Examples = """
        icqbots decode 02 00 0A 00 12 00                 a packet; who sent it is found out
        icqbots decode capture.pcapng                    what tcpdump, Wireshark or icqbots run --capture wrote
        icqbots decode < packets.txt                     hexadecimal digits, a packet a line
        icqbots decode capture.pcap --json | jq .name
        """;

    private const int DefaultPort = 4000;

    /// <summary>Letters as they are; quotes and control characters are escaped.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Argument<string[]> _input = new("HEX-OR-FILE")
    {
        Description = "A pcap or pcapng file, or a packet as hexadecimal digits; without it they are read from standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Who sent the digits: client, server or peer; without it what they begin with decides",
        HelpName = "SENDER",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object a packet, a line each" };
    private readonly Option<string> _encoding = new("--encoding")
    {
        Description = "The code page of the texts",
        HelpName = "CODE-PAGE",
        DefaultValueFactory = _ => ChatOptions.DefaultEncoding,
    };
    private readonly Option<int> _port = new("--port")
    {
        Description = "The UDP port of the server in a capture",
        HelpName = "PORT",
        DefaultValueFactory = _ => DefaultPort,
        CustomParser = ParsePort,
    };
    private readonly Output _output;

    public DecodeCommand(Output output)
        : base("decode", "Print the packets of hexadecimal digits or of a capture, with all their fields")
    {
        _output = output;
        Arguments.Add(_input);
        _input.Validators.Add(CommandLine.RefuseOption);
        Options.Add(_from);
        _from.AcceptOnlyFromAmong("client", "server", "peer");
        Options.Add(_json);
        Options.Add(_encoding);
        Options.Add(_port);
        SetAction(Decode);
    }

    private int Decode(ParseResult parsed)
    {
        var words = parsed.GetValue(_input)!;
        var encoding = ChatOptions.FindEncoding(parsed.GetValue(_encoding)!).Encoding;
        PacketSender? from = Enum.TryParse<PacketSender>(parsed.GetValue(_from), ignoreCase: true, out var sender) ? sender : null;
        var isGood = true;
        var count = 0;
        try
        {
            foreach (var packet in words is [var file] && File.Exists(file) ? DecodeFile(file) : DecodeHex())
            {
                count++;
                isGood &= packet.Problem is null;
                Print(packet, parsed.GetValue(_json));
            }
        }
        catch (CaptureFormatException e) when (e.Offset == 0)
        {
            throw new MistakeException(e.Message, "Hexadecimal digits in a file are read with: icqbots decode < FILE");
        }

        if (count == 0)
        {
            _output.Note("There is no packet of ICQ version 2.");
        }

        return isGood ? ExitCode.Ok : ExitCode.Failure;

        IEnumerable<DecodedPacket> DecodeFile(string path)
        {
            var decoder = new CaptureDecoder(encoding, parsed.GetValue(_port));
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            foreach (var packet in decoder.Decode(stream, path))
            {
                yield return packet;
            }

            if (decoder.UnknownLinks.Count > 0)
            {
                _output.Note($"Frames of LINKTYPE {string.Join(", ", decoder.UnknownLinks)} cannot be read and were left out.");
            }
        }

        IEnumerable<DecodedPacket> DecodeHex()
        {
            var decoder = new PacketDecoder(encoding);
            return PacketsIn(words).SelectMany(packet => decoder.Decode(packet, from));
        }
    }

    private IEnumerable<byte[]> PacketsIn(string[] words)
    {
        if (words.Length == 0)
        {
            if (!Console.IsInputRedirected)
            {
                _output.Note("Type packets as hexadecimal digits, one a line; Ctrl-D ends.");
            }

            return new HexInput("standard input").Read(LinesOf(Console.In));
        }

        // Words without quotation marks are one packet.
        var input = new HexInput("argument").Read(string.Join(' ', words).Split('\n'));
        try
        {
            return [.. input];
        }
        catch (MistakeException e) when (words.Length == 1)
        {
            throw new MistakeException([.. e.Mistakes, $"There is no file \"{words[0]}\" either."]);
        }
    }

    private void Print(DecodedPacket packet, bool asJson)
    {
        if (asJson)
        {
            _output.Lines(packet.ToJson().ToJsonString(Json));
            return;
        }

        _output.Heading(DecodedText.HeadingOf(packet), isBad: packet.Problem is not null);
        _output.Lines(DecodedText.LinesOf(packet));
    }

    private static int ParsePort(ArgumentResult result)
    {
        if (ushort.TryParse(result.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
        {
            return port;
        }

        result.AddError($"--port: \"{result.Tokens.Single().Value}\" is not a port, a number from 1 to {ushort.MaxValue}");
        return default;
    }

    private static IEnumerable<string> LinesOf(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}

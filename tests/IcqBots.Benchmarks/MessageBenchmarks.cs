using System.Buffers;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Benchmarks;

/// <summary>A message on its three ways: to the server, from the server, and between peers.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    /// <summary>42 characters, one of them not ASCII.</summary>
    private const string Text = "See you at the café at nine, bring the map";

    private static readonly Encoding Encoding = WireText.For("windows-1252").Encoding;
    private readonly ClientDatagram _sent = new(7, 2001, new SendMessagePacket(1001, MessageType.Text, Text));
    private readonly ServerDatagram _received = new(7, new OnlineMessagePacket(1001, MessageType.Text, Text));
    private readonly ChannelMessageFrame _frame = new()
    {
        From = 1001,
        Text = Text,
        Address = IPAddress.Loopback,
        RealAddress = IPAddress.Parse("192.168.0.7"),
        Port = 5190,
        CommandType = ChannelCommandType.Normal,
        Sequence = 0xFFFF_FFFE,
    };

    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly byte[] _sentBytes;
    private readonly byte[] _receivedBytes;
    private readonly byte[] _frameBytes;

    public MessageBenchmarks()
    {
        _sentBytes = _sent.ToArray(Encoding);
        _receivedBytes = _received.ToArray(Encoding);
        _frameBytes = _frame.ToArray(Encoding)[2..];
    }

    /// <summary>SEND_MESSAGE, as the server reads it.</summary>
    [Benchmark(Description = "decode 010E")]
    public ClientDatagram? DecodeToServer() => ClientDatagram.Read(_sentBytes, Encoding);

    /// <summary>SEND_MESSAGE into a buffer that is used again.</summary>
    [Benchmark(Description = "encode 010E, buffer")]
    public int EncodeToServer()
    {
        _output.ResetWrittenCount();
        _sent.Write(_output, Encoding);
        return _output.WrittenCount;
    }

    /// <summary>SEND_MESSAGE, as the client writes it.</summary>
    [Benchmark(Description = "encode 010E, array")]
    public byte[] EncodeToServerAsArray() => _sent.ToArray(Encoding);

    /// <summary>The online message, as the client reads it.</summary>
    [Benchmark(Description = "decode 0104")]
    public ServerDatagram? DecodeFromServer() => ServerDatagram.Read(_receivedBytes, Encoding);

    /// <summary>The online message into a buffer that is used again.</summary>
    [Benchmark(Description = "encode 0104, buffer")]
    public int EncodeFromServer()
    {
        _output.ResetWrittenCount();
        _received.Write(_output, Encoding);
        return _output.WrittenCount;
    }

    /// <summary>The online message, as the server writes it.</summary>
    [Benchmark(Description = "encode 0104, array")]
    public byte[] EncodeFromServerAsArray() => _received.ToArray(Encoding);

    /// <summary>CHANNEL_MESSAGE without its length.</summary>
    [Benchmark(Description = "decode CHANNEL_MESSAGE")]
    public PeerFrame? DecodeBetweenPeers() => PeerFrame.Read(_frameBytes, Encoding);

    /// <summary>CHANNEL_MESSAGE with its length.</summary>
    [Benchmark(Description = "encode CHANNEL_MESSAGE, array")]
    public byte[] EncodeBetweenPeersAsArray() => _frame.ToArray(Encoding);
}

using System.Net;
using System.Text;
using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Transport;
using Xunit;

namespace IcqBots.Testing;

/// <summary>
/// One end of a conversation over datagrams, played by hand: what is sent and what must come, in order, so that a test reads as a
/// dialogue. What comes instead is named, with the whole conversation until then.
/// </summary>
public abstract class Transcript : IAsyncDisposable
{
    /// <summary>Real time; only a failing test waits for so long.</summary>
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(10);

    private readonly IDatagramSocket _socket;
    private readonly MemoryNetwork _network;
    private readonly Channel<byte[]> _inbox = Channel.CreateUnbounded<byte[]>();
    private readonly Lock _lock = new();
    private readonly StringBuilder _dialogue = new();
    private IPEndPoint? _partner;
    private byte[] _last = [];

    private protected Transcript(MemoryNetwork network, IDatagramSocket socket, IPEndPoint? partner, WireText? text)
    {
        _network = network;
        _socket = socket;
        _partner = partner;
        Encoding = (text ?? WireText.Latin1).Encoding;
        _socket.Start((datagram, from) =>
        {
            _partner = from;
            Note("came", datagram);
            _inbox.Writer.TryWrite(datagram.ToArray());
        });
    }

    /// <summary>Where this end is.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    private protected Encoding Encoding { get; }

    /// <summary>Sends bytes, written as in a dump: "02 00 0A 00".</summary>
    public void SendHex(string hex) => SendBytes(Hex.Bytes(hex));

    /// <summary>Sends any bytes.</summary>
    public void SendBytes(byte[] datagram)
    {
        Note("sent", datagram);
        _last = datagram;
        _socket.Send(datagram, _partner ?? throw new InvalidOperationException("Nobody has spoken yet"));
    }

    /// <summary>Sends the datagram once more that was sent last.</summary>
    public void Repeat() => SendBytes(_last);

    /// <summary>The next datagram has exactly these bytes.</summary>
    public async Task ExpectHexAsync(string hex)
    {
        var expected = Hex.Bytes(hex);
        Check(expected, await NextAsync(Describe(expected, sent: false)));
    }

    /// <summary>Nothing has come that was not expected before, and nothing is on its way.</summary>
    public async Task ExpectNothingAsync()
    {
        await _network.IdleAsync();
        if (_inbox.Reader.TryRead(out var datagram))
        {
            Fail("nothing", Describe(datagram, sent: false));
        }
    }

    /// <summary>Everything that has come, and is on its way.</summary>
    public async Task<IReadOnlyList<byte[]>> TakeAllAsync()
    {
        await _network.IdleAsync();
        var all = new List<byte[]>();
        while (_inbox.Reader.TryRead(out var datagram))
        {
            all.Add(datagram);
        }

        return all;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _socket.DisposeAsync();
    }

    private protected async Task<byte[]> NextAsync(string expected)
    {
        try
        {
            return await _inbox.Reader.ReadAsync().AsTask().WaitAsync(SafetyLimit);
        }
        catch (TimeoutException)
        {
            Fail(expected, "nothing");
            throw;
        }
    }

    private protected void Check(byte[] expected, byte[] datagram)
    {
        if (!datagram.AsSpan().SequenceEqual(expected))
        {
            Fail(Describe(expected, sent: false), Describe(datagram, sent: false));
        }
    }

    private protected void Fail(string expected, string actual)
    {
        lock (_lock)
        {
            Assert.Fail($"Expected {expected}\nbut came {actual}\n\nThe conversation:\n{_dialogue}");
        }
    }

    /// <summary>Name, content and bytes of a datagram.</summary>
    private protected string Describe(ReadOnlySpan<byte> datagram, bool sent) =>
        $"{Name(datagram, sent) ?? "unreadable"}  [{string.Join(' ', Convert.ToHexString(datagram).Chunk(2).Select(pair => new string(pair)))}]";

    private protected abstract object? Name(ReadOnlySpan<byte> datagram, bool sent);

    private void Note(string direction, ReadOnlySpan<byte> datagram)
    {
        lock (_lock)
        {
            _dialogue.AppendLine($"  {direction} {Describe(datagram, direction == "sent")}");
        }
    }
}

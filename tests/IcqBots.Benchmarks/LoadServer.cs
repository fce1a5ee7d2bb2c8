using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Benchmarks;

/// <summary>
/// The least that bots take for a server. Each bot has some people who write to it; each of them writes again when the answer has come, so
/// that always as many messages are under way.
/// </summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private const uint FirstPerson = 1_000_000;

    private static readonly WireText _text = WireText.For("windows-1252");

    private readonly IDatagramSocket _socket = new SystemNetwork().OpenDatagramSocket(new IPEndPoint(IPAddress.Loopback, 0), null);
    private readonly Dictionary<IPEndPoint, ushort> _next = [];
    private readonly int _people;
    private long _answers;

    /// <summary>Begins to listen on a free port of this machine.</summary>
    public LoadServer(int people)
    {
        _people = people;
        _socket.Start(Receive);
    }

    /// <summary>Where the bots log in.</summary>
    public IPEndPoint EndPoint => _socket.LocalEndPoint;

    /// <summary>So many messages have been answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        if (ClientDatagram.Read(datagram, _text.Encoding) is not { Packet: not Protocol.FromClient.AckPacket } received)
        {
            return;
        }

        Send(from, new ServerDatagram(received.Sequence, new Protocol.FromServer.AckPacket()));
        switch (received.Packet)
        {
            case LoginPacket login:
                _next[from] = 0;
                SendNext(from, new LoginReplyPacket(received.Uin, IPAddress.Loopback, login.LoginSequence));
                break;
            case ContactListPacket:
                SendNext(from, new ContactListDonePacket(default));
                break;
            case OfflineMessagesRequestPacket:
                SendNext(from, new OfflineMessagesDonePacket(default));
                break;
            case OfflineMessagesAckPacket:
                for (var person = 0u; person < _people; person++)
                {
                    SendNext(from, new OnlineMessagePacket(FirstPerson + person, MessageType.Text, "How are you today?"));
                }

                break;
            case SendMessagePacket answer:
                Interlocked.Increment(ref _answers);
                SendNext(from, new OnlineMessagePacket(answer.To, MessageType.Text, answer.Text));
                break;
        }
    }

    private void SendNext(IPEndPoint to, ServerPacket packet) => Send(to, new ServerDatagram(_next[to]++, packet));

    private void Send(IPEndPoint to, ServerDatagram datagram) => _socket.Send(datagram.ToArray(_text.Encoding), to);
}

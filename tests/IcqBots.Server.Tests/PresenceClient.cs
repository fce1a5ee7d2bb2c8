using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Server.Tests;

/// <summary>A client that takes all that comes, and knows who is online by what it was told.</summary>
internal sealed class PresenceClient : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Uin _uin;
    private readonly IDatagramSocket _socket;
    private readonly ReliableLink _link;

    public PresenceClient(ServerBench bench, Uin uin)
    {
        _uin = uin;
        _socket = bench.Network.HostAt($"10.0.1.{uin.Value % 100}").OpenDatagramSocket(null, ServerBench.EndPoint);
        _link = new ReliableLink(
            new RetransmissionPolicy(), bench.Clock, bytes => _socket.Send(bytes, ServerBench.EndPoint), BitConverter.GetBytes(uin.Value), 1);
        _socket.Start(OnDatagram);
    }

    /// <summary>Who is online, and in which status.</summary>
    public Dictionary<uint, OnlineStatus> Known { get; } = [];

    /// <summary>Of whom it was told anything but an absence.</summary>
    public List<uint> Shown { get; } = [];

    public void Send(ClientPacket packet)
    {
        lock (_lock)
        {
            _link.Send(sequence => new ClientDatagram(sequence, _uin, packet).ToArray(WireText.Latin1.Encoding));
        }
    }

    public void SendOnce(ClientPacket packet) =>
        _socket.Send(new ClientDatagram(_link.TakeSequence(), _uin, packet).ToArray(WireText.Latin1.Encoding), ServerBench.EndPoint);

    public void OnTick()
    {
        lock (_lock)
        {
            _link.OnTick();
        }
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private void OnDatagram(ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        lock (_lock)
        {
            var received = ServerDatagram.Read(datagram, WireText.Latin1.Encoding);
            if (DatagramHeader.TryRead(datagram, out var header) && received?.Packet is not NotConnectedPacket
                && _link.Receive(header) == Reception.New)
            {
                _link.Accept(header.Sequence);
                Take(received?.Packet);
            }
        }
    }

    private void Take(ServerPacket? packet)
    {
        switch (packet)
        {
            case UserOnlinePacket online:
                Show(online.Uin, online.Status);
                break;
            case StatusUpdatePacket update:
                Show(update.Uin, update.Status);
                break;
            case UserOfflinePacket offline:
                Known.Remove(offline.Uin.Value);
                break;
        }
    }

    private void Show(Uin uin, OnlineStatus status)
    {
        Known[uin.Value] = status;
        Shown.Add(uin.Value);
    }
}

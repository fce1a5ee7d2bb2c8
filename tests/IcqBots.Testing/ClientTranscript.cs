using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Testing;

/// <summary>A client that is played by hand, opposite a real server.</summary>
public sealed class ClientTranscript(MemoryNetwork network, string address, IPEndPoint server, Uin uin)
    : Transcript(network, network.HostAt(address).OpenDatagramSocket(null, server), server, null)
{
    private ushort _next = 1;

    /// <summary>Who plays.</summary>
    public Uin Uin => uin;

    /// <summary>Sends a packet with the next number.</summary>
    public void Send(ClientPacket packet) => Send(_next++, packet);

    /// <summary>Sends a packet with a number of its own.</summary>
    public void Send(ushort sequence, ClientPacket packet) => SendBytes(new ClientDatagram(sequence, uin, packet).ToArray(Encoding));

    /// <summary>Acknowledges a packet of the server.</summary>
    public void Ack(ushort sequence) => Send(sequence, new Protocol.FromClient.AckPacket());

    /// <summary>The next datagram acknowledges a packet.</summary>
    public Task ExpectAckAsync(ushort sequence) => ExpectAsync(sequence, new Protocol.FromServer.AckPacket());

    /// <summary>The next datagram is this one.</summary>
    public async Task ExpectAsync(ushort sequence, ServerPacket packet)
    {
        var expected = new ServerDatagram(sequence, packet).ToArray(Encoding);
        Check(expected, await NextAsync(Describe(expected, sent: false)));
    }

    /// <summary>The next datagram is this one; acknowledges it.</summary>
    public async Task TakeAsync(ushort sequence, ServerPacket packet)
    {
        await ExpectAsync(sequence, packet);
        Ack(sequence);
    }

    /// <summary>The next datagram is of this kind; acknowledges it.</summary>
    public async Task<T> TakeAsync<T>()
        where T : ServerPacket
    {
        var datagram = await NextAsync(typeof(T).Name);
        if (ServerDatagram.Read(datagram, Encoding) is not { Packet: T packet } received)
        {
            Fail(typeof(T).Name, Describe(datagram, sent: false));
            throw new InvalidOperationException();
        }

        Ack(received.Sequence);
        return packet;
    }

    /// <summary>Sends a packet with the next number, which is acknowledged at once.</summary>
    public async Task SendAcknowledgedAsync(ClientPacket packet)
    {
        var sequence = _next;
        Send(packet);
        await ExpectAckAsync(sequence);
    }

    /// <summary>Logs in as a program without a TCP port, and takes the server's answer.</summary>
    public async Task LogInAsync(string password = "secret", OnlineStatus status = OnlineStatus.Online)
    {
        await SendAcknowledgedAsync(LoginAs(password, status));
        await TakeAsync(0, new LoginReplyPacket(uin, LocalEndPoint.Address, 2));
    }

    /// <summary>A LOGIN as LICQ sends it; port 0: no TCP port.</summary>
    public static LoginPacket LoginAs(string password, OnlineStatus status = OnlineStatus.Online, uint port = 0) => new(
        port, new Password(password), IPAddress.Any, port == 0 ? ConnectionType.ServerOnly : ConnectionType.Direct, status, 3, LoginSequence: 2);

    private protected override object? Name(ReadOnlySpan<byte> datagram, bool sent) =>
        sent ? ClientDatagram.Read(datagram, Encoding) : ServerDatagram.Read(datagram, Encoding);
}

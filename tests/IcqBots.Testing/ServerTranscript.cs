using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Testing;

/// <summary>A server that is played by hand, opposite a real client. It answers whoever spoke last.</summary>
public sealed class ServerTranscript(MemoryNetwork network, IPEndPoint local, WireText? text = null)
    : Transcript(network, network.HostAt(local.Address.ToString()).OpenDatagramSocket(local, null), null, text)
{
    private ushort _next;

    /// <summary>Sends a packet with the next number.</summary>
    public void Send(ServerPacket packet) => Send(_next++, packet);

    /// <summary>Sends a packet with a number of its own.</summary>
    public void Send(ushort sequence, ServerPacket packet) => SendBytes(new ServerDatagram(sequence, packet).ToArray(Encoding));

    /// <summary>Acknowledges a packet of the client.</summary>
    public void Ack(ushort sequence) => Send(sequence, new Protocol.FromServer.AckPacket());

    /// <summary>The next datagram acknowledges a packet.</summary>
    public async Task ExpectAckAsync(ushort sequence)
    {
        var datagram = await NextAsync($"ACK of #{sequence}");
        if (ClientDatagram.Read(datagram, Encoding) is not { Packet: Protocol.FromClient.AckPacket } ack || ack.Sequence != sequence)
        {
            Fail($"ACK of #{sequence}", Describe(datagram, sent: false));
        }
    }

    /// <summary>Sends a packet with the next number, which is acknowledged at once.</summary>
    public async Task SendAcknowledgedAsync(ServerPacket packet)
    {
        var sequence = _next;
        Send(packet);
        await ExpectAckAsync(sequence);
    }

    /// <summary>The next datagram is of this kind; it is not acknowledged.</summary>
    public async Task<T> ExpectAsync<T>(ushort? sequence = null)
        where T : ClientPacket => (T)(await ReceiveAsync<T>(sequence)).Packet;

    /// <summary>The next datagram is of this kind; acknowledges it.</summary>
    public async Task<T> TakeAsync<T>(ushort? sequence = null)
        where T : ClientPacket
    {
        var received = await ReceiveAsync<T>(sequence);
        Ack(received.Sequence);
        return (T)received.Packet;
    }

    /// <summary>Acknowledges everything that comes, up to a packet with this command, and returns that.</summary>
    public async Task<ClientDatagram> TakeUntilAsync(ClientCommand command)
    {
        while (true)
        {
            if (ClientDatagram.Read(await NextAsync($"{command}"), Encoding) is { } received)
            {
                if (received.Packet is not Protocol.FromClient.AckPacket)
                {
                    Ack(received.Sequence);
                }

                if (received.Packet.Command == command)
                {
                    return received;
                }
            }
        }
    }

    /// <summary>Takes a LOGIN and what a client asks after it. Nobody is online, and no message is stored.</summary>
    public async Task<LoginPacket> TakeLoginAsync()
    {
        var login = await AcceptLoginAsync();
        await TakeAsync<ContactListPacket>(2);
        await TakeAsync<OfflineMessagesRequestPacket>(3);
        await ExpectAckAsync(0);
        await SendAcknowledgedAsync(new ContactListDonePacket(default));
        Send(new OfflineMessagesDonePacket(default));
        await TakeAsync<OfflineMessagesAckPacket>(4);
        await ExpectAckAsync(2);
        return login;
    }

    /// <summary>Takes a LOGIN and answers it; what the client says next is not expected yet.</summary>
    public async Task<LoginPacket> AcceptLoginAsync(ReadOnlyMemory<byte>? tail = null)
    {
        var received = await ReceiveAsync<LoginPacket>(1);
        var login = (LoginPacket)received.Packet;
        Ack(1);
        _next = 0;
        var reply = new LoginReplyPacket(received.Uin, IPAddress.Loopback, login.LoginSequence);
        Send(tail is { } bytes ? reply with { Tail = bytes } : reply);
        return login;
    }

    private protected override object? Name(ReadOnlySpan<byte> datagram, bool sent) =>
        sent ? ServerDatagram.Read(datagram, Encoding) : ClientDatagram.Read(datagram, Encoding);

    private async Task<ClientDatagram> ReceiveAsync<T>(ushort? sequence)
    {
        var expected = $"{typeof(T).Name}{(sequence is null ? "" : $" #{sequence}")}";
        var datagram = await NextAsync(expected);
        if (ClientDatagram.Read(datagram, Encoding) is not { Packet: T } received || (sequence ?? received.Sequence) != received.Sequence)
        {
            Fail(expected, Describe(datagram, sent: false));
            throw new InvalidOperationException();
        }

        return received;
    }
}

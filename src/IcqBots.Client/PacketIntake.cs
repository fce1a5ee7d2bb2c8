using IcqBots.Protocol;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Client;

/// <summary>
/// What arrives on the link of a session: acknowledgements, duplicates and new packets, which are acknowledged when they are taken. Guarded
/// by the session's lock.
/// </summary>
/// <param name="link">The link.</param>
/// <param name="options">The client's options.</param>
/// <param name="packets">What is done with packets from the login on.</param>
/// <param name="queries">Questions whose answers may be complete now.</param>
/// <param name="onLoginReply">Takes the answer to the login.</param>
/// <param name="onVerdict">Takes what the server says outside of the link, such as that the password is wrong.</param>
/// <param name="log">The log.</param>
internal sealed partial class PacketIntake(
    ReliableLink link,
    IcqClientOptions options,
    ServerPacketHandler packets,
    PendingQueries queries,
    Action<LoginReplyPacket> onLoginReply,
    Action<ServerCommand> onVerdict,
    ILogger log)
{
    private readonly PendingMessages _pending = new(link);

    /// <summary>Takes a datagram of the server.</summary>
    public Taking Receive(ReadOnlySpan<byte> datagram, DatagramHeader header)
    {
        if (IsOutsideOfLink((ServerCommand)header.Command))
        {
            onVerdict((ServerCommand)header.Command);
            return Taking.Taken;
        }

        if (link.Receive(header) != Reception.New)
        {
            return Taking.Taken;
        }

        return _pending.Contains(header.Sequence) ? Taking.Pending : ReceiveNew(datagram, header);
    }

    /// <summary>The message of the packet with this number is kept.</summary>
    public void OnKept(ushort sequence)
    {
        _pending.OnKept(sequence);
        queries.EndComplete(link);
    }

    /// <summary>Packets that carry the client's number instead of the server's, and are not acknowledged, as in LICQ.</summary>
    private static bool IsOutsideOfLink(ServerCommand command) => command is ServerCommand.WrongPassword or ServerCommand.NotConnected
        or ServerCommand.ForcedOffline or ServerCommand.Busy or ServerCommand.NewUserUin or ServerCommand.PreLoginReply;

    private Taking ReceiveNew(ReadOnlySpan<byte> datagram, DatagramHeader header)
    {
        var taking = Taking.Taken;
        if (ServerDatagram.Read(datagram, options.Text.Encoding) is not { } received)
        {
            // It will not become readable by coming again.
            LogUnreadable(log, header.Command, datagram.Length);
        }
        else if (received.Packet is OfflineMessagesDonePacket && !_pending.IsEmpty)
        {
            // The answer to it has the messages deleted that are being kept.
            var again = datagram.ToArray();
            _pending.WhenEmpty(() => Receive(again, header));
            return Taking.Refused;
        }
        else if ((taking = Handle(received.Packet, header.Sequence)) != Taking.Refused)
        {
            LogReceived(log, header.Sequence, received.Packet.GetType().Name);
        }

        if (taking == Taking.Taken)
        {
            link.Accept(header.Sequence);
        }

        queries.EndComplete(link);
        return taking;
    }

    private Taking Handle(ServerPacket packet, ushort sequence)
    {
        switch (packet)
        {
            case LoginReplyPacket reply:
                onLoginReply(reply);
                return Taking.Taken;
            case MultiplePacketsPacket several:
                return HandleMultiple(several, sequence);
            default:
                var taking = packets.Handle(packet, sequence);
                if (taking == Taking.Pending)
                {
                    _pending.Add(sequence);
                }

                return taking;
        }
    }

    /// <summary>When it comes again, those of its packets that were taken are duplicates.</summary>
    private Taking HandleMultiple(MultiplePacketsPacket several, ushort sequence)
    {
        var pending = new List<ushort>();
        foreach (var datagram in several.Datagrams)
        {
            if (!DatagramHeader.TryRead(datagram.Span, out var header) || header.Command == (ushort)ServerCommand.MultiplePackets)
            {
                continue;
            }

            switch (Receive(datagram.Span, header))
            {
                case Taking.Refused:
                    return Taking.Refused;
                case Taking.Pending:
                    pending.Add(header.Sequence);
                    break;
            }
        }

        if (pending.Count == 0)
        {
            return Taking.Taken;
        }

        _pending.AddMultiple(sequence, [.. pending]);
        return Taking.Pending;
    }

    [LoggerMessage(LogLevel.Debug, "← #{Sequence} {Packet}")]
    private static partial void LogReceived(ILogger log, ushort sequence, string packet);

    [LoggerMessage(LogLevel.Warning, "A packet {Command:X4} of {Count} bytes from the server cannot be read")]
    private static partial void LogUnreadable(ILogger log, ushort command, int count);
}

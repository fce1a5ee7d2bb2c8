using System.Text;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;
using ServerAckPacket = IcqBots.Protocol.FromServer.AckPacket;

namespace IcqBots.Client;

/// <summary>What a server does for somebody who has no session: registration, and the checks of the wizard.</summary>
/// <param name="network">The network.</param>
/// <param name="time">The clock.</param>
/// <param name="text">The code page of passwords, which must be that of the logins that follow; left out, ISO 8859-1.</param>
public sealed class ServerAccess(INetwork network, TimeProvider time, WireText? text = null)
{
    private const int Attempts = 6;

    private readonly Encoding _encoding = (text ?? WireText.Latin1).Encoding;

    /// <summary>Open OSCAR Server makes another account for each copy of a registration, so a copy follows late.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A new UIN with this password (NEW_USER_REG).</summary>
    /// <exception cref="LoginException">The server refuses registrations, is busy, or does not answer within a minute.</exception>
    /// <exception cref="IOException">The server's name is not known.</exception>
    public async Task<Uin> RegisterAsync(string host, int port, Password password, CancellationToken cancellationToken)
    {
        var registration = new NewUserRegisterPacket(password);
        return await AskAsync(host, port, registration, packet => packet is NewUserUinPacket, cancellationToken) is NewUserUinPacket answer
            ? answer.Uin
            : throw new LoginException(SessionEnd.WrongPassword);
    }

    /// <summary>True when UIN and password are right (03F2). Nothing changes: a session of the UIN goes on.</summary>
    /// <exception cref="LoginException">The server is busy, or does not answer within a minute.</exception>
    /// <exception cref="IOException">The server's name is not known.</exception>
    public async Task<bool> CheckLoginAsync(string host, int port, Uin uin, Password password, CancellationToken cancellationToken)
    {
        var check = new PreLoginPacket(SubSequence: 1, uin, password, OnlineStatus.Online);
        return await AskAsync(host, port, check, packet => packet is PreLoginReplyPacket, cancellationToken) is PreLoginReplyPacket;
    }

    /// <summary>Tells the server that somebody wants to register (NEW_USER_1), which no server demands.</summary>
    /// <exception cref="LoginException">The server refuses, is busy, or does not answer within a minute.</exception>
    /// <exception cref="IOException">The server's name is not known.</exception>
    public async Task AskPermissionAsync(string host, int port, CancellationToken cancellationToken)
    {
        var question = new NewUserPermissionPacket(ReadOnlyMemory<byte>.Empty);
        if (await AskAsync(host, port, question, packet => packet is ServerAckPacket, cancellationToken) is WrongPasswordPacket)
        {
            throw new LoginException(SessionEnd.WrongPassword);
        }
    }

    private async Task<ServerPacket> AskAsync(
        string host, int port, ClientPacket question, Func<ServerPacket, bool> isAnswer, CancellationToken cancellationToken)
    {
        var server = await network.ResolveAsync(host, port, cancellationToken);
        await using var socket = network.OpenDatagramSocket(null, server);
        var answer = new TaskCompletionSource<ServerPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.Start((datagram, _) =>
        {
            if (ServerDatagram.Read(datagram, _encoding)?.Packet is { } packet
                && (packet is WrongPasswordPacket or BusyPacket || isAnswer(packet)))
            {
                answer.TrySetResult(packet);
            }
        });

        // The server knows copies by their number, so two questions from one port should not share one.
        var sequence = (ushort)Random.Shared.Next(1, ushort.MaxValue);
        var datagram = new ClientDatagram(sequence, default, question).ToArray(_encoding);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            socket.Send(datagram, server);
            try
            {
                var packet = await answer.Task.WaitAsync(Interval, time, cancellationToken);
                return packet is BusyPacket ? throw new LoginException(SessionEnd.Busy) : packet;
            }
            catch (TimeoutException)
            {
                // Lost on the way, there or back.
            }
        }

        throw new LoginException(SessionEnd.NoAnswer);
    }
}

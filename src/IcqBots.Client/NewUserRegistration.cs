using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>Asks a server for a new UIN.</summary>
public sealed class NewUserRegistration(INetwork network, TimeProvider time)
{
    private const int Attempts = 6;

    /// <summary>Open OSCAR Server makes another account for each copy, so a copy follows late.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A new UIN with this password.</summary>
    /// <exception cref="LoginException">The server refuses registrations, is busy, or does not answer within a minute.</exception>
    /// <exception cref="IOException">The server's name is not known.</exception>
    public async Task<Uin> RegisterAsync(string host, int port, Password password, CancellationToken cancellationToken)
    {
        var server = await network.ResolveAsync(host, port, cancellationToken);
        await using var socket = network.OpenDatagramSocket(null, server);
        var answer = new TaskCompletionSource<ServerPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.Start((datagram, _) => Receive(datagram, answer));

        // The server knows copies by their number, so two registrations from one port should not share one.
        var sequence = (ushort)Random.Shared.Next(1, ushort.MaxValue);
        var registration = new ClientDatagram(sequence, default, new NewUserRegisterPacket(password)).ToArray(WireText.Latin1.Encoding);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            socket.Send(registration, server);
            try
            {
                return await answer.Task.WaitAsync(Interval, time, cancellationToken) switch
                {
                    NewUserUinPacket { Uin: var uin } => uin,
                    BusyPacket => throw new LoginException(SessionEnd.Busy),
                    _ => throw new LoginException(SessionEnd.WrongPassword),
                };
            }
            catch (TimeoutException)
            {
                // Lost on the way, there or back.
            }
        }

        throw new LoginException(SessionEnd.NoAnswer);
    }

    private static void Receive(ReadOnlySpan<byte> datagram, TaskCompletionSource<ServerPacket> answer)
    {
        if (ServerDatagram.Read(datagram, WireText.Latin1.Encoding)?.Packet is (NewUserUinPacket or WrongPasswordPacket or BusyPacket) and var packet)
        {
            answer.TrySetResult(packet);
        }
    }
}

using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Soak;

/// <summary>A person who logs in and off again, talks to the bots and counts what they answer.</summary>
internal sealed class SoakGuest(Uin uin, bool peerToPeer, MemoryNetwork network, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private IcqClient? _client;
    private Task _reading = Task.CompletedTask;
    private int _heard;

    /// <summary>How many messages have come since the start.</summary>
    public int Heard => Volatile.Read(ref _heard);

    /// <summary>How many were sent since the start.</summary>
    public int Said { get; private set; }

    /// <summary>Logs in, on a socket and with a session of its own.</summary>
    public async Task LogInAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _client = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = "127.0.0.1",
                Uin = uin,
                Password = new Password("guest"),
                PeerToPeer = peerToPeer,
                Contacts = [2001, 2002, 2003, 2004],
            },
            network.Loopback,
            time,
            log);
        await _client.ConnectAsync(cancellationToken);
        _reading = ReadAsync(_client);
    }

    /// <summary>Says something; the task ends when the other end has it.</summary>
    public async Task SayAsync(Uin to, string text)
    {
        Said++;
        await _client!.SendMessageAsync(to, text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            await client.DisposeAsync();
            await _reading;
        }
    }

    private async Task ReadAsync(IcqClient client)
    {
        await foreach (var each in client.Events.ReadAllAsync())
        {
            if (each is MessageReceived message)
            {
                client.Handled(message);
                Interlocked.Increment(ref _heard);
            }
        }
    }
}

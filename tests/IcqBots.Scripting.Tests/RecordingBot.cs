using System.Collections.Concurrent;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Scripting.Tests;

/// <summary>A bot without a network: it keeps what a script makes it do.</summary>
internal sealed class RecordingBot : IScriptBot
{
    private readonly ConcurrentQueue<(Uin To, string Text)> _sent = new();

    public IReadOnlyList<(Uin To, string Text)> Sent => [.. _sent];

    public HashSet<Uin> Unreachable { get; } = [];

    public string Name => "tester";

    public Uin Uin => 2001;

    public string Nick => "Tester";

    public OnlineStatus Status { get; private set; }

    public string AwayMessage { get; private set; } = "";

    public IReadOnlyCollection<Contact> Contacts { get; init; } = [];

    public SetClock Clock { get; } = new();

    TimeProvider IScriptBot.Clock => Clock;

    public ILogger Log => NullLogger.Instance;

    public CancellationToken Stopping => CancellationToken.None;

    public RecordingClient Client { get; } = new();

    IScriptClient IScriptBot.Client => Client;

    public async Task SendAsync(Uin to, string text, CancellationToken cancellationToken)
    {
        // The rest runs elsewhere, as after a real acknowledgement.
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (Unreachable.Contains(to))
        {
            throw new TimeoutException("no acknowledgement");
        }

        _sent.Enqueue((to, text));
    }

    public Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken)
    {
        (Status, AwayMessage) = (status, awayMessage);
        return Task.CompletedTask;
    }

    /// <summary>Runs the message handlers as the host does, one after the other.</summary>
    public async Task HearAsync(
        ScriptHandlers handlers, Uin from, string text, MessageType type = MessageType.Text, MessagePath path = MessagePath.Server)
    {
        foreach (var handler in handlers.For(
            Incoming.Create(this, new MessageOrigin(from, type, Clock.Now, path), text, WireText.For("windows-1252"))))
        {
            await handler();
        }
    }
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(1998, 11, 16, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

using System.Runtime.CompilerServices;
using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>An open chat with a peer: lines go both ways until one side closes.</summary>
public sealed class PeerChat : IAsyncDisposable
{
    private const uint White = 0x00FF_FFFF;

    private readonly PeerConnection _connection;
    private readonly TransferListeners _listeners;
    private readonly CancellationTokenRegistration _stopping;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PeerChat(PeerConnection connection, Uin partner, string partnerName, TransferListeners listeners)
    {
        _connection = connection;
        _listeners = listeners;
        Partner = partner;
        PartnerName = partnerName;
        _stopping = listeners.Stopping.Register(() => _ = DisposeAsync().AsTask());
    }

    /// <summary>The other person's number, as the other program says.</summary>
    public Uin Partner { get; }

    /// <summary>The other person's name, as the other program says.</summary>
    public string PartnerName { get; }

    internal Task Closed => _closed.Task;

    /// <summary>The lines of the other person as they are finished, until one side closes. Read by one reader.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var lines = new ChatLineReader(_listeners.Encoding);
        while (await _connection.ReadRawAsync(cancellationToken) is { Length: > 0 } bytes)
        {
            foreach (var line in lines.Take(bytes))
            {
                yield return line;
            }
        }

        if (lines.End() is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    /// <summary>Types a text; each of its lines is ended.</summary>
    /// <exception cref="IOException">The connection broke, or is closed.</exception>
    public async Task SendLineAsync(string text, CancellationToken cancellationToken = default)
    {
        foreach (var line in WireText.FromWire(text).Split('\n'))
        {
            await _connection.SendRawAsync(ChatLineReader.Write(line, _listeners.Encoding), cancellationToken);
        }
    }

    /// <summary>Leaves the chat.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Unregister();
        await _connection.DisposeAsync();
        _closed.TrySetResult();
    }

    /// <summary>The side that was connected to: gets colours, sends colours and font, gets the font.</summary>
    internal static Task<PeerChat> AnswerAsync(
        PeerConnection connection, Uin partner, string name, TransferListeners listeners, CancellationToken cancellationToken) =>
        InTimeAsync(token => AnswerAtLeisureAsync(connection, partner, name, listeners, token), listeners, cancellationToken);

    /// <summary>The side that has connected, and sent CHANNEL_INIT: sends colours, gets colours and font, sends the font.</summary>
    internal static Task<PeerChat> BeginAsync(
        PeerConnection connection, Uin partner, string name, TransferListeners listeners, CancellationToken cancellationToken) =>
        InTimeAsync(token => BeginAtLeisureAsync(connection, partner, name, listeners, token), listeners, cancellationToken);

    private static async Task<PeerChat> InTimeAsync(
        Func<CancellationToken, Task<PeerChat>> begin, TransferListeners listeners, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(listeners.Timeout, listeners.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await begin(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException("The other side does not begin the chat", e);
        }
    }

    private static async Task<PeerChat> AnswerAtLeisureAsync(
        PeerConnection connection, Uin partner, string name, TransferListeners listeners, CancellationToken cancellationToken)
    {
        connection.ReadFrame = ChatFrame.Read;
        var colors = await ExpectAsync<ChatColorFrame>(connection, cancellationToken);
        await connection.SendAsync(
            new ChatColorFontFrame(listeners.Uin, listeners.ToWire(name), 0, White, OwnFont(listeners)), cancellationToken);
        await ExpectAsync<ChatFontFrame>(connection, cancellationToken);
        return new PeerChat(connection, partner, colors.Name, listeners);
    }

    private static async Task<PeerChat> BeginAtLeisureAsync(
        PeerConnection connection, Uin partner, string name, TransferListeners listeners, CancellationToken cancellationToken)
    {
        connection.ReadFrame = ChatFrame.Read;
        await connection.SendAsync(new ChatColorFrame(listeners.Uin, listeners.ToWire(name), Port: 0, 0, White), cancellationToken);
        var answer = await ExpectAsync<ChatColorFontFrame>(connection, cancellationToken);
        await connection.SendAsync(new ChatFontFrame(OwnFont(listeners)), cancellationToken);
        return new PeerChat(connection, partner, answer.Name, listeners);
    }

    private static ChatFont OwnFont(TransferListeners listeners) => new(Port: 0, listeners.Address, listeners.Address);

    private static async Task<T> ExpectAsync<T>(PeerConnection connection, CancellationToken cancellationToken)
        where T : ChatFrame =>
        await connection.ReadFirstAsync(cancellationToken) as T
        ?? throw new TransferException("The other side does not begin the chat as clients do");
}

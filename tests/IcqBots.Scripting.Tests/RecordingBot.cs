using System.Collections.Concurrent;
using System.Threading.Channels;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Scripting.Tests;

/// <summary>A bot without a network: it keeps what a script makes it do.</summary>
internal sealed class RecordingBot : IScriptBot
{
    private readonly ConcurrentQueue<(Uin To, string Text)> _sent = new();
    private readonly ConcurrentDictionary<Uin, Question> _questions = new();
    private readonly Channel<Uin> _asked = Channel.CreateUnbounded<Uin>();

    public IReadOnlyList<(Uin To, string Text)> Sent => [.. _sent];

    public HashSet<Uin> Unreachable { get; } = [];

    public string Name { get; init; } = "tester";

    public Uin Uin { get; init; } = 2001;

    public string Nick => "Tester";

    public OnlineStatus Status { get; private set; }

    public string AwayMessage { get; private set; } = "";

    public IReadOnlyCollection<Contact> Contacts { get; init; } = [];

    public SetClock Clock { get; } = new();

    TimeProvider IScriptBot.Clock => Clock;

    public ILogger Log => NullLogger.Instance;

    public CancellationToken Stopping => CancellationToken.None;

    public IReadOnlyList<Uin> Admins { get; init; } = [];

    public string CommandPrefix { get; init; } = "";

    public Dictionary<string, IScriptBot> Others { get; } = [];

    public IReadOnlyDictionary<string, IScriptBot> Bots => new Dictionary<string, IScriptBot>(Others) { [Name] = this };

    public HttpClient Http { get; } = new(new NoNetwork());

    public Random Random { get; } = new(1);

    public RecordingClient Client { get; } = new();

    IScriptClient IScriptBot.Client => Client;

    /// <summary>The last thing that was sent, with all that the script said of it.</summary>
    public OutgoingText? LastSent { get; private set; }

    public async Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken)
    {
        // The rest runs elsewhere, as after a wait for the journal.
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (Unreachable.Contains(message.To))
        {
            return new SentMessage(Task.FromException(new TimeoutException("no acknowledgement")));
        }

        LastSent = message;
        _sent.Enqueue((message.To, message.Text));
        return new SentMessage(Task.CompletedTask);
    }

    /// <summary>The person's next text is the answer; <see cref="GiveUp"/> lets the time run out.</summary>
    public async Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken)
    {
        var asked = new Question(limit, new TaskCompletionSource<IncomingMessage>(TaskCreationOptions.RunContinuationsAsynchronously));
        await (await SendAsync(new OutgoingText(person, question), cancellationToken)).Delivered;
        _questions[person] = asked;
        _asked.Writer.TryWrite(person);
        return await asked.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends when somebody is asked.</summary>
    public Task AskedAsync() => _asked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public void GiveUp(Uin person)
    {
        if (_questions.TryRemove(person, out var asked))
        {
            asked.Answer.SetException(new NoAnswerException(person, asked.Limit));
        }
    }

    public Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken)
    {
        (Status, AwayMessage) = (status, awayMessage);
        return Task.CompletedTask;
    }

    /// <summary>Runs the handlers as the host does, one after the other, or answers what the person was asked.</summary>
    public async Task HearAsync(
        ScriptInstance script, Uin from, string text, MessageType type = MessageType.Text, MessagePath path = MessagePath.Server)
    {
        var incoming = Incoming.Create(this, new MessageOrigin(from, type, Clock.Now, path), text, WireText.For("windows-1252"));
        if (incoming is IncomingMessage answer && _questions.TryRemove(from, out var asked))
        {
            asked.Answer.SetResult(answer);
            return;
        }

        foreach (var handler in incoming is IncomingMessage message ? MessageRouter.Route([script], this, message) : script.Handlers.For(incoming))
        {
            await handler.Run();
        }
    }

    private sealed record Question(TimeSpan Limit, TaskCompletionSource<IncomingMessage> Answer);

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No network in tests");
    }
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(1998, 11, 16, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

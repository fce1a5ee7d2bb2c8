using System.Collections.Immutable;
using System.Threading.Channels;
using IcqBots.Client;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Journal;
using IcqBots.Host.Replies;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Traces;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;

namespace IcqBots.Host.Scripts;

/// <summary>
/// The hand-over of events to the scripts of one bot. Messages of one sender are handled in the order in which they came, each after the
/// one before it has been handled; those of different senders take turns on the bot's one script thread.
/// </summary>
internal sealed class BotScripts(
    IScriptBot bot,
    WireText wire,
    BotFolders folders,
    HandlerRunner runner,
    BotJournal journal,
    TraceBook traces,
    Func<Uin, DateTimeOffset, long, CodeCheck?> codes,
    People people,
    IReadOnlyList<IMessageWords> words,
    BotReplies replies)
{
    /// <summary>Events that may be handled, or wait for their sender's turn, at a time. Beyond that the loop stops reading.</summary>
    private const int MaxHandling = 4096;

    /// <summary>Requests that may be handled at a time; they take no places of messages, since a transfer may take long.</summary>
    private const int MaxRequests = 64;

    /// <summary>Who has waited for longer is told of in the trace.</summary>
    private static readonly TimeSpan _shortWait = TimeSpan.FromMilliseconds(100);

    /// <summary>An item for each event that has begun and not ended.</summary>
    private readonly Channel<bool> _places = Channel.CreateBounded<bool>(MaxHandling);
    private readonly Conversations _conversations = new(bot.Clock);
    private readonly HashSet<Task> _schedules = [];
    private readonly HashSet<Task> _requests = [];

    /// <summary>Replaced as a whole, on the script thread.</summary>
    private ImmutableArray<ScriptInstance> _scripts = [];

    /// <summary>The scripts that run now.</summary>
    public IReadOnlyList<ScriptInstance> Running => _scripts;

    /// <summary>What is to be said of commands that nobody gets to. Called on the script thread.</summary>
    public IReadOnlyList<string> CommandsNeverReached() => MessageRouter.NeverReached(_scripts.SelectMany(script => script.Handlers.Commands));

    /// <summary>Replaces a version of a script by another, between two events; null stands for none.</summary>
    /// <param name="before">What runs until now.</param>
    /// <param name="after">What runs from now on.</param>
    /// <param name="order">The scripts' paths, in the order in which they get events.</param>
    public Task SwapAsync(ScriptInstance? before, ScriptInstance? after, IReadOnlyList<string> order) => runner.InvokeAsync(() =>
    {
        var rank = order.Index().ToDictionary(each => each.Item, each => each.Index);
        var scripts = _scripts.Where(script => script != before).Concat(after is null ? [] : [after]);
        return _scripts = [.. scripts.OrderBy(script => rank.GetValueOrDefault(script.Path, int.MaxValue))];
    });

    /// <summary>
    /// Has what a crash has left over handled, then every event of the client; the task ends when there are no more and the last handler has
    /// ended.
    /// </summary>
    public async Task HandleAllAsync(IcqClient client)
    {
        foreach (var redelivery in journal.TakeRedeliveries())
        {
            await HandleAgainAsync(redelivery);
        }

        await foreach (var clientEvent in client.Events.ReadAllAsync())
        {
            if (clientEvent is RequestReceived received)
            {
                Begin(received.Request);
                continue;
            }

            await _places.Writer.WriteAsync(true);
            switch (clientEvent)
            {
                case MessageReceived message:
                    var trace = traces.Begin(bot.Name, message);
                    Begin(message.From, () => HandleAsync(message, trace), () => client.Handled(message), message.IsVerified);
                    break;
                case ContactChanged change:
                    Begin(change.Uin, () => HandleAsync(change), () => { });
                    break;
                case MessageLost lost:
                    Begin(lost.From, () => HandleAsync(new LostMessage(lost.From, lost.SentAt)), () => { });
                    break;
                case PacketReceived packet:
                    Begin(default, () => HandleAsync(new RawPacket((ushort)packet.Packet.Command, packet.Packet.Body)), () => { });
                    break;
            }
        }

        await _conversations.EndedAsync();
        Task[] running;
        lock (_schedules)
        {
            running = [.. _schedules, .. _requests];
        }

        await Task.WhenAll(running);
    }

    /// <summary>Has a message handled again; the task ends when it has a place among those that are handled.</summary>
    public async Task HandleAgainAsync(Redelivery redelivery)
    {
        await _places.Writer.WriteAsync(true);
        var message = redelivery.Message;
        var trace = traces.Begin(bot.Name, message);
        Begin(
            message.From,
            async () =>
            {
                if (!journal.IsClosed)
                {
                    await journal.NoteTryAsync(redelivery);
                    await HandleAsync(message, trace);
                }
            },
            () => { },
            message.IsVerified);
    }

    /// <summary>
    /// Runs what the scripts registered for a schedule; the task ends when all of that has ended.
    /// </summary>
    /// <param name="name">The name under which they have registered it.</param>
    /// <param name="arguments">What is handed to it.</param>
    public Task<HandlersEnd> RunScheduleAsync(string name, ScheduleArguments arguments) =>
        CountAsync(runner.RunAllAsync(() => Select(script => script.Handlers.ForSchedule(name, arguments))));

    /// <summary>Runs what a script wanted done once, with the handlers that it has now.</summary>
    public Task<HandlersEnd> RunJobAsync(KeptJob job, Action<HandlersEnd> onEnded) => CountAsync(runner.RunAllAsync(
        () => Select(script => script.Path == job.Script ? script.Handlers.ForSchedule(job.Name, new ScheduleArguments(job.Arguments)) : []), onEnded));

    /// <summary>The end of the bot waits for it.</summary>
    private Task<HandlersEnd> CountAsync(Task<HandlersEnd> running)
    {
        lock (_schedules)
        {
            _schedules.RemoveWhere(schedule => schedule.IsCompleted);
            _schedules.Add(running);
        }

        return running;
    }

    /// <inheritdoc cref="Conversations.AskAsync"/>
    public async Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken)
    {
        var answer = await _conversations.AskAsync(
            person,
            async () =>
            {
                var sent = await bot.SendAsync(new OutgoingText(person, question), cancellationToken);
                await sent.Delivered.WaitAsync(cancellationToken);
            },
            limit,
            cancellationToken);
        journal.Cover(answer.Id);
        return answer;
    }

    /// <summary>Has a request handled; the person's messages do not wait for it.</summary>
    private void Begin(IncomingRequest request)
    {
        lock (_schedules)
        {
            _requests.RemoveWhere(handling => handling.IsCompleted);
            _requests.Add(_requests.Count < MaxRequests ? HandleAsync(request) : request.RefuseAsync("Too many chats and files at a time"));
        }
    }

    private void Begin(Uin sender, Func<Task> handle, Action onHandled, bool isVerified = true) => _conversations.Begin(
        sender,
        handle,
        () =>
        {
            onHandled();
            _places.Reader.TryRead(out _);
        },
        isVerified);

    private async Task HandleAsync(MessageReceived received, Trace? trace)
    {
        if (journal.IsClosed)
        {
            trace?.End("not handled, since the bot stops; the next start handles it");
            return;
        }

        trace?.Flow();
        if (trace?.Age > _shortWait)
        {
            trace.Note("its turn comes: the sender's messages are handled one after the other");
        }

        var origin = new MessageOrigin(received.From, received.Type, received.SentAt, received.Path, received.ToSeveral)
        {
            Id = received.JournalId,
            IsVerified = received.IsVerified,
            IsRedelivered = received.IsRedelivered,
        };
        var incoming = Incoming.Create(bot, origin, received.Text, wire);
        var message = incoming as IncomingMessage;
        if (incoming is IncomingMessage or IncomingUrl && incoming.IsVerified && !incoming.From.IsServer)
        {
            people.NoteWriter(received.From);
        }

        if (message is not null && _conversations.TryAnswer(message, needsProof: bot.Admins.Contains(message.From)))
        {
            // It is handled when the handler has ended that has asked.
            trace?.End("it answers the question of a script");
            return;
        }

        // A code counts for the moment when it came, however long other messages were before it; when a stored one came is the server's word.
        var cameAt = received.Path == MessagePath.Stored ? bot.Clock.GetUtcNow() : received.SentAt;
        var proof = new Proof(incoming, codes(received.From, cameAt, received.JournalId));
        var run = journal.Begin(received);
        run.Flow();
        try
        {
            if (message is not null && await IsWordAsync(received, message))
            {
                return;
            }

            var turn = replies.Begin(received, incoming);
            if (turn is not null && await replies.TryTakeAsync(turn))
            {
                return;
            }

            await runner.RunAllAsync(
                () =>
                {
                    var handlers = message is null
                        ? Select(script => script.Handlers.For(incoming, proof))
                        : MessageRouter.Route(_scripts, bot, message, proof);
                    if (handlers.Any(handler => handler.NeedsProof))
                    {
                        _conversations.NeedProof();
                    }
                    else if (handlers.Count == 0)
                    {
                        trace?.Note("no script has a handler for it");
                    }

                    return handlers;
                },
                _ => End());
            End();

            void End()
            {
                if (turn is not null && !run.HasEnded)
                {
                    replies.Finish(turn, run.IsAnswered);
                }

                run.End();
            }
        }
        finally
        {
            run.End();
            trace?.End("handled");
        }
    }

    private async Task<bool> IsWordAsync(MessageReceived received, IncomingMessage message)
    {
        if (words.Count == 0 || !replies.MayUseWords(received))
        {
            return false;
        }

        foreach (var each in words)
        {
            if (await each.TryTakeAsync(message))
            {
                replies.CountWord(received);
                return true;
            }
        }

        return false;
    }

    /// <summary>What no handler answers is refused.</summary>
    private async Task HandleAsync(IncomingRequest request)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        switch (request)
        {
            case IncomingFiles files:
                await HandleAsync(new BotFileOffer(files, folders, runner), files.From);
                await files.RefuseAsync("This bot takes no files");
                break;
            case IncomingChat chat:
                await HandleAsync(new BotChatRequest(chat, bot.Nick), chat.From);
                await chat.RefuseAsync("This bot does not chat");
                break;
        }
    }

    private Task<HandlersEnd> HandleAsync(ContactChanged change)
    {
        var contact = new Contact(change.Uin, change.Now);
        var what = (change.Before, change.Now) switch
        {
            (OnlineStatus.Offline, _) => ContactChange.Online,
            (_, OnlineStatus.Offline) => ContactChange.Offline,
            _ => ContactChange.Status,
        };
        return runner.RunAllAsync(() => Select(script => script.Handlers.For(what, contact)));
    }

    private Task<HandlersEnd> HandleAsync(object request, Uin from)
    {
        var proof = new Proof(request, codes(from, bot.Clock.GetUtcNow(), 0));
        return runner.RunAllAsync(() => Select(script => script.Handlers.For(request, proof)));
    }

    private Task<HandlersEnd> HandleAsync(object scriptEvent) => runner.RunAllAsync(() => Select(script => script.Handlers.For(scriptEvent)));

    private List<HandlerRun> Select(Func<ScriptInstance, IReadOnlyList<HandlerRun>> handlers) => [.. _scripts.SelectMany(handlers)];
}

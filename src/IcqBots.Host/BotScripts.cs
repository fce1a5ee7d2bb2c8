using System.Threading.Channels;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host;

/// <summary>
/// The scripts of one bot and the hand-over of events to them. Messages of one sender are handled in the order in which they came, each
/// after the one before it has been handled; those of different senders take turns on the bot's one script thread.
/// </summary>
internal sealed partial class BotScripts(
    IScriptBot bot, BotEntry entry, BotFolders folders, ScriptLibrary library, ScriptThread thread, ILogger log)
{
    /// <summary>Events that may be handled, or wait for their sender's turn, at a time. Beyond that the loop stops reading.</summary>
    private const int MaxHandling = 4096;

    /// <summary>Requests that may be handled at a time; they take no places of messages, since a transfer may take long.</summary>
    private const int MaxRequests = 64;

    /// <summary>An item for each event that has begun and not ended.</summary>
    private readonly Channel<bool> _places = Channel.CreateBounded<bool>(MaxHandling);

    /// <summary>By UIN, since the messages of one sender are handled in order.</summary>
    private readonly Dictionary<Uin, Conversation> _conversations = [];
    private readonly TaskCompletionSource<IReadOnlyList<StartedScript>> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Task> _schedules = [];
    private readonly HashSet<Task> _requests = [];

    /// <summary>Compiles and starts all scripts of the bot; false when one of them failed, which is logged with file and line.</summary>
    public async Task<bool> TryStartAsync()
    {
        var scripts = new List<StartedScript>();
        foreach (var file in entry.Scripts)
        {
            if (await StartAsync(file) is not { } started)
            {
                _started.SetResult([]);
                return false;
            }

            scripts.Add(started);
        }

        _started.SetResult(scripts);
        return true;
    }

    /// <summary>Has every event of the client handled; the task ends when there are no more and the last handler has ended.</summary>
    public async Task HandleAllAsync(IcqClient client)
    {
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
                    Begin(message.From, () => HandleAsync(message), () => client.Handled(message));
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

        Task[] running;
        lock (_conversations)
        {
            running = [.. _conversations.Values.Select(conversation => conversation.Last), .. _schedules, .. _requests];
        }

        await Task.WhenAll(running);
    }

    /// <summary>
    /// Runs what the scripts registered for a schedule, once they have started; the task ends when all of that has ended, with false
    /// where there was nothing to run.
    /// </summary>
    public Task<bool> RunScheduleAsync(string name)
    {
        var running = RunHandlersAsync(name);
        lock (_conversations)
        {
            _schedules.RemoveWhere(schedule => schedule.IsCompleted);
            _schedules.Add(running);
        }

        return running;
    }

    private async Task<bool> RunHandlersAsync(string name)
    {
        var any = false;
        foreach (var (path, script) in await _started.Task)
        {
            foreach (var handler in script.Handlers.ForSchedule(name))
            {
                any = true;
                await RunAsync(path, handler.Run);
            }
        }

        return any;
    }

    private async Task<StartedScript?> StartAsync(ScriptFile file)
    {
        try
        {
            var script = library.Load(file);
            return new StartedScript(script.Path, await thread.RunAsync(() => script.StartAsync(bot, new BotEnvironment()), ScriptLimits.Default, file.Name));
        }
        catch (ScriptCompilationException e)
        {
            foreach (var mistake in e.Mistakes)
            {
                LogMistake(log, mistake);
            }
        }
        catch (Exception e)
        {
            LogMistake(log, ScriptFault.From(e, file.Name).ToString());
        }

        return null;
    }

    /// <summary>Has a request handled; the person's messages do not wait for it.</summary>
    private void Begin(IncomingRequest request)
    {
        _requests.RemoveWhere(handling => handling.IsCompleted);
        _requests.Add(_requests.Count < MaxRequests ? HandleAsync(request) : request.RefuseAsync("Too many chats and files at a time"));
    }

    private void Begin(Uin sender, Func<Task> handle, Action onHandled)
    {
        lock (_conversations)
        {
            if (!_conversations.TryGetValue(sender, out var conversation))
            {
                _conversations[sender] = conversation = new Conversation();
            }

            conversation.Open++;
            conversation.Last = InTurnAsync(sender, conversation, conversation.Last, handle, onHandled);
        }
    }

    private async Task InTurnAsync(Uin sender, Conversation conversation, Task before, Func<Task> handle, Action onHandled)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await handle();
        }
        finally
        {
            onHandled();
            _places.Reader.TryRead(out _);
            lock (_conversations)
            {
                if (--conversation.Open == 0)
                {
                    _conversations.Remove(sender);
                }
            }
        }
    }

    private Task HandleAsync(MessageReceived received)
    {
        var origin = new MessageOrigin(received.From, received.Type, received.SentAt, received.Path, received.ToSeveral);
        var incoming = Incoming.Create(bot, origin, received.Text, entry.Encoding);
        return HandleAsync(handlers => handlers.For(incoming));
    }

    /// <summary>What no handler answers is refused.</summary>
    private async Task HandleAsync(IncomingRequest request)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        switch (request)
        {
            case IncomingFiles files:
                await HandleAsync<FileOffer>(new BotFileOffer(files, folders, thread, log));
                await files.RefuseAsync("This bot takes no files");
                break;
            case IncomingChat chat:
                await HandleAsync<ChatRequest>(new BotChatRequest(chat, bot.Nick));
                await chat.RefuseAsync("This bot does not chat");
                break;
        }
    }

    private Task HandleAsync<T>(T scriptEvent)
        where T : class => HandleAsync(handlers => handlers.For(scriptEvent));

    private async Task HandleAsync(Func<ScriptHandlers, IReadOnlyList<HandlerRun>> select)
    {
        foreach (var (path, script) in await _started.Task)
        {
            foreach (var handler in select(script.Handlers))
            {
                await RunAsync(path, handler.Run);
            }
        }
    }

    private async Task HandleAsync(ContactChanged change)
    {
        var contact = new Contact(change.Uin, change.Now);
        foreach (var (path, script) in await _started.Task)
        {
            var interested = (change.Before, change.Now) switch
            {
                (OnlineStatus.Offline, _) => ContactChange.Online,
                (_, OnlineStatus.Offline) => ContactChange.Offline,
                _ => ContactChange.Status,
            };
            foreach (var handler in script.Handlers.For(interested, contact))
            {
                await RunAsync(path, handler.Run);
            }
        }
    }

    /// <summary>Runs one handler on the script thread. What it throws is logged; nothing else happens.</summary>
    private async Task RunAsync(string path, Func<Task> handler)
    {
        try
        {
            await thread.RunAsync(handler, ScriptLimits.Default, path);
        }
        catch (OperationCanceledException) when (bot.Stopping.IsCancellationRequested)
        {
            // The bot stops, and the handler has noticed.
        }
        catch (Exception e)
        {
            LogFault(e, path);
        }
    }

    /// <summary>Place and type are for everybody to see; the text of an exception can quote what somebody wrote.</summary>
    private void LogFault(Exception exception, string path)
    {
        var fault = ScriptFault.From(exception, path);
        LogFault(log, fault.Place, fault.Type);
        LogFaultText(log, fault.ToString());
    }

    [LoggerMessage(LogLevel.Error, "{Mistake}")]
    private static partial void LogMistake(ILogger log, string mistake);

    [LoggerMessage(LogLevel.Error, "{Place}: {Type} (its text may quote a message: --verbose shows it)")]
    private static partial void LogFault(ILogger log, string place, string type);

    [LoggerMessage(LogLevel.Debug, "{Fault}")]
    private static partial void LogFaultText(ILogger log, string fault);

    private sealed record StartedScript(string Path, ScriptInstance Script);

    /// <summary>What one sender has under way.</summary>
    private sealed class Conversation
    {
        public Task Last { get; set; } = Task.CompletedTask;

        public int Open { get; set; }
    }
}

internal sealed class BotEnvironment : IScriptEnvironment
{
    public IScriptStore Store => throw new NotSupportedException();

    public object BindSettings(Type type) => throw new NotSupportedException();

    public object ReadYaml(string path, Type type) => throw new NotSupportedException();

    public IDisposable Schedule(Timetable when, Func<HandlerRun> handler) => throw new NotSupportedException();
}

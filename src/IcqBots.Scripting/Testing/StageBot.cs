using System.Collections.Concurrent;
using System.Net;
using IcqBots.Protocol;
using IcqBots.Protocol.Messages;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Scripting.Testing;

/// <summary>The bot of a stage: it keeps what a script makes it do.</summary>
internal sealed class StageBot : IScriptBot, IDisposable
{
    private readonly ConcurrentQueue<SentText> _sent = new();
    private readonly ConcurrentDictionary<Uin, ConcurrentQueue<string>> _unheard = new();
    private readonly ConcurrentDictionary<Uin, OnlineStatus> _online = new();
    private readonly ConcurrentDictionary<Uin, bool> _contacts = new();
    private readonly ConcurrentDictionary<string, bool> _keys = new();
    private readonly Func<Conversations> _conversations;
    private StageRole _role = StageRole.OfTests;

    public StageBot(StageClock clock, Func<Conversations> conversations)
    {
        Clock = clock;
        _conversations = conversations;
        Client = new StageClient(this);
        Http = new HttpClient(new Canned(this));
    }

    /// <summary>Is told whom the bot sees now, since it has them on its list.</summary>
    public required Action<Uin> Appeared { get; init; }

    public ConcurrentDictionary<Uin, UserInfo> People { get; } = new();

    public ConcurrentDictionary<Uri, string> Web { get; } = new();

    public IReadOnlyList<SentText> Sent => [.. _sent];

    /// <summary>Those on the list who are online.</summary>
    public IEnumerable<Uin> OnlineContacts => Contacts.Where(contact => contact.IsOnline).Select(contact => contact.Uin);

    public string Name => _role.Name;

    public Uin Uin => _role.Uin;

    public string Nick => _role.Nick;

    public OnlineStatus Status { get; private set; } = OnlineStatus.Online;

    public string AwayMessage { get; private set; } = "";

    public IReadOnlyCollection<Contact> Contacts => [.. _contacts.Keys.OrderBy(uin => uin.Value).Select(uin => new Contact(uin, StatusOf(uin)))];

    public TimeProvider Clock { get; }

    public ILogger Log => NullLogger.Instance;

    public CancellationToken Stopping => CancellationToken.None;

    public IReadOnlyList<Uin> Admins { get; set; } = [];

    public string CommandPrefix { get; set; } = "";

    public IReadOnlyDictionary<string, IScriptBot> Bots => _role.Others.Append(Name).ToDictionary(name => name, _ => (IScriptBot)this);

    public HttpClient Http { get; }

    /// <summary>Chance is the same in every run.</summary>
    public Random Random { get; } = new(1);

    public IScriptClient Client { get; }

    /// <summary>The texts to somebody that no test has looked at yet.</summary>
    public ConcurrentQueue<string> Unheard(Uin uin) => _unheard.GetOrAdd(uin, _ => new ConcurrentQueue<string>());

    /// <summary>Whom bots.yaml would name as contacts.</summary>
    public void Own(IReadOnlyList<Uin> contacts)
    {
        _contacts.Clear();
        foreach (var uin in contacts)
        {
            _contacts.TryAdd(uin, true);
        }
    }

    /// <summary>Plays a bot of bots.yaml, the only one on the stage: the others are it, too.</summary>
    public void Play(StageRole role)
    {
        _role = role;
        (Admins, CommandPrefix) = (role.Admins, role.CommandPrefix);
        Own(role.Contacts);
    }

    /// <summary>What the script has asked for that is not there; null where there was nothing.</summary>
    public string? Missed { get; private set; }

    /// <summary>Forgets what the host keeps in memory.</summary>
    public void Restart() => (Status, AwayMessage) = (OnlineStatus.Online, "");

    public bool IsContact(Uin uin) => _contacts.ContainsKey(uin);

    public OnlineStatus StatusOf(Uin uin) => _online.GetValueOrDefault(uin, OnlineStatus.Offline);

    public void Show(Uin uin, OnlineStatus status) => _online[uin] = status;

    public void Add(Uin uin)
    {
        if (_contacts.TryAdd(uin, true) && StatusOf(uin) != OnlineStatus.Offline)
        {
            Appeared(uin);
        }
    }

    public void Remove(Uin uin) => _contacts.TryRemove(uin, out _);

    public Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StageHandler.ThrowIfAbandoned();
        if (message.Key is null || _keys.TryAdd(message.Key, true))
        {
            _sent.Enqueue(new SentText(message.To, message.Text, Clock.GetUtcNow()));
            Unheard(message.To).Enqueue(message.Text);
        }

        return Task.FromResult(new SentMessage(Task.CompletedTask));
    }

    public Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken)
    {
        StageHandler.ThrowIfAbandoned();
        (Status, AwayMessage) = (status, awayMessage);
        return Task.CompletedTask;
    }

    public Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken) =>
        _conversations().AskAsync(person, () => SendAsync(new OutgoingText(person, question), cancellationToken), limit, cancellationToken);

    public void Dispose() => Http.Dispose();

    /// <summary>Answers what the test has said, and nothing else.</summary>
    private sealed class Canned(StageBot bot) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (bot.Web.TryGetValue(request.RequestUri!, out var answer))
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer), RequestMessage = request });
            }

            bot.Missed = "the web";
            throw new HttpRequestException($"{request.RequestUri} is not there in this test; say Web(\"{request.RequestUri}\", \"…\") first");
        }
    }
}

/// <summary>What a script does on ICQ besides sending texts: messages are kept, and what the test knows is answered.</summary>
internal sealed class StageClient(StageBot bot) : IScriptClient
{
    public Task<SentMessage> SendUrlAsync(Uin to, UrlMessage url, CancellationToken cancellationToken) =>
        SendAsync(to, url.Description == "" ? url.Address : $"{url.Description} {url.Address}", cancellationToken);

    public Task<SentMessage> SendContactsAsync(Uin to, IReadOnlyList<ListedContact> contacts, CancellationToken cancellationToken) =>
        SendAsync(to, string.Join(", ", contacts.Select(contact => $"{contact.Uin} {contact.Nick}")), cancellationToken);

    public Task<SentMessage> RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        SendAsync(to, $"(asks for authorization) {reason}", cancellationToken);

    public Task<SentMessage> GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken) => SendAsync(to, "(grants authorization)", cancellationToken);

    public Task<SentMessage> DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        SendAsync(to, $"(denies authorization) {reason}", cancellationToken);

    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken)
    {
        bot.Add(uin);
        return Task.CompletedTask;
    }

    public Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken)
    {
        bot.Remove(uin);
        return Task.CompletedTask;
    }

    public Task ShowToAsync(Uin uin, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HideFromAsync(Uin uin, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken) => throw NotHere("away messages");

    public Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken) => Task.FromResult(
        new SearchResult(bot.People.TryGetValue(uin, out var info) ? [new FoundUser(uin, info)] : [], HasMore: false));

    public Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken) => Task.FromResult(new SearchResult(
        [
            .. bot.People
                .Where(each => (search.Nick == "" || each.Value.Nick == search.Nick) && (search.Email == "" || each.Value.Email == search.Email))
                .Select(each => new FoundUser(each.Key, each.Value)),
        ],
        HasMore: false));

    public Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken) => Task.FromResult(bot.People.GetValueOrDefault(uin));

    public Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken) => throw NotHere("extended information");

    public Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken)
    {
        bot.People[bot.Uin] = info;
        return Task.CompletedTask;
    }

    public Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ChangePasswordAsync(Password password, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken) => throw NotHere("registration");

    public Task<bool> CheckLoginAsync(Uin uin, Password password, CancellationToken cancellationToken) => throw NotHere("logins");

    public Task AskPermissionAsync(CancellationToken cancellationToken) => throw NotHere("registration");

    public Task SendPacketAsync(RawPacket packet, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<FileTransferResult> SendFilesAsync(
        Uin to, IReadOnlyList<string> paths, string description, Action<FileProgress>? progress, CancellationToken cancellationToken) =>
        throw NotHere("files");

    public Task<Chat> ChatAsync(Uin to, string reason, CancellationToken cancellationToken) => throw NotHere("chats");

    private Task<SentMessage> SendAsync(Uin to, string text, CancellationToken cancellationToken) =>
        bot.SendAsync(new OutgoingText(to, text), cancellationToken);

    private static DeliveryException NotHere(string what) => new($"Script tests know nothing of {what}; try it with icqbots run and icqbots chat");
}

using System.Collections.Concurrent;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client;

/// <summary>
/// What the server knows about users: searches, information, and the identity's own information and password. Every question is asked
/// again, with a new number, when its answer does not come: open servers never repeat one that was lost.
/// </summary>
public sealed class UserDirectory
{
    private const int Attempts = 3;
    private const int MaxProved = 10_000;
    private const int MaxPasswordLength = 8;

    private readonly IcqClientOptions _options;
    private readonly PendingQueries _queries;
    private readonly Func<ClientSession> _session;
    private readonly Action<Password> _onPasswordChanged;
    private readonly TimeProvider _time;

    /// <summary>UINs that a search has found.</summary>
    private readonly ConcurrentDictionary<Uin, bool> _proved = [];

    internal UserDirectory(
        IcqClientOptions options, PendingQueries queries, Func<ClientSession> session, Action<Password> onPasswordChanged,
        TimeProvider time)
    {
        _options = options;
        _queries = queries;
        _session = session;
        _onPasswordChanged = onPasswordChanged;
        _time = time;
    }

    /// <summary>Who has this UIN: one hit, or none (SEARCH_UIN).</summary>
    /// <exception cref="DeliveryException">Not online, or the server does not answer.</exception>
    public Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken = default) =>
        SearchAsync(number => new SearchUinPacket(number, uin), cancellationToken);

    /// <summary>Who has these names, or this e-mail address (SEARCH_USER).</summary>
    /// <exception cref="ArgumentException">All fields are empty.</exception>
    /// <exception cref="DeliveryException">Not online, or the server does not answer.</exception>
    public Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken = default) =>
        search == new UserSearch()
            ? throw new ArgumentException("Name at least one of nick, first name, last name and e-mail address", nameof(search))
            : SearchAsync(
                number => new SearchUserPacket(
                    number, ToWire(search.Nick), ToWire(search.FirstName), ToWire(search.LastName), ToWire(search.Email)),
                cancellationToken);

    /// <summary>A user's basic information (INFO_REQ); null: nobody has the UIN. Open OSCAR Server answers for those, too: with the digits as nick.</summary>
    /// <exception cref="DeliveryException">Not online, or the server does not answer.</exception>
    public async Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken = default)
    {
        var (answer, _) = await AskAsync(number => new InfoRequestPacket(number, uin), uin, cancellationToken);
        return (answer as InfoReplyPacket)?.Info;
    }

    /// <summary>
    /// A user's extended information (EXT_INFO_REQ); null: nobody has the UIN. Unless the server is known to stand it, the UIN is searched
    /// for first: Open OSCAR Server may crash at one that does not exist.
    /// </summary>
    /// <exception cref="DeliveryException">Not online, or the server does not answer.</exception>
    public async Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken = default)
    {
        if (_session().Dialect != ServerDialect.Mirabilis && !_proved.ContainsKey(uin)
            && !(await SearchAsync(uin, cancellationToken)).Users.Any(user => user.Uin == uin))
        {
            return null;
        }

        var (answer, _) = await AskAsync(number => new ExtInfoRequestPacket(number, uin), uin, cancellationToken);
        return (answer as ExtInfoReplyPacket)?.Info;
    }

    /// <summary>
    /// Changes the identity's own basic information (NEW_USER_INFO). Whether others must ask before they add it is left out where it is null;
    /// Open OSCAR Server reads it the other way round, so that it gets the opposite.
    /// </summary>
    /// <exception cref="NotSupportedException">Nobody knows yet which way round the server reads AUTHORIZE, and it is not null.</exception>
    /// <exception cref="DeliveryException">Not online, refused, or the server does not answer.</exception>
    public async Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken = default)
    {
        var dialect = _session().Dialect;
        if (dialect is null && info.AuthorizationRequired is not null)
        {
            throw new NotSupportedException(
                "Open OSCAR Server reads AuthorizationRequired the other way round, and it is not known yet whether this is one: say so with "
                + "server-dialect, or leave it out");
        }

        var sent = ToWire(info);
        sent = dialect == ServerDialect.OpenOscar ? sent with { AuthorizationRequired = !sent.AuthorizationRequired } : sent;
        var (answer, _) = await AskAsync(number => new NewUserInfoPacket(number, sent), default, cancellationToken);
        ThrowIfRefused(answer is NewUserReplyPacket);
    }

    /// <summary>The same in the form of later clients (UPDATE_INFO).</summary>
    /// <exception cref="DeliveryException">Not online, refused, or the server does not answer.</exception>
    public async Task UpdateInfoLaterFormAsync(UserInfo info, CancellationToken cancellationToken = default)
    {
        var sent = ToWire(info);
        var (answer, _) = await AskAsync(number => new UpdateInfoPacket(number, sent), default, cancellationToken);
        ThrowIfRefused(answer is UpdateReplyPacket);
    }

    /// <summary>Changes the identity's own extended information (UPDATE_EXT_INFO).</summary>
    /// <exception cref="DeliveryException">Not online, refused, or the server does not answer.</exception>
    public async Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken = default)
    {
        var sent = info with
        {
            City = ToWire(info.City),
            State = ToWire(info.State),
            Phone = ToWire(info.Phone),
            HomePage = ToWire(info.HomePage),
            About = ToWire(info.About),
        };
        var (answer, _) = await AskAsync(number => new UpdateExtInfoPacket(number, sent), default, cancellationToken);
        ThrowIfRefused(answer is UpdateExtReplyPacket);
    }

    /// <summary>Changes the password (CHANGE_PASSWORD), which later logins use.</summary>
    /// <exception cref="ArgumentException">The password is empty or longer than the eight characters that clients allow.</exception>
    /// <exception cref="NotSupportedException">The server is, or may be, an Open OSCAR Server: it acknowledges and changes nothing.</exception>
    /// <exception cref="DeliveryException">Not online, or not acknowledged.</exception>
    public async Task ChangePasswordAsync(Password password, CancellationToken cancellationToken = default)
    {
        if (password.Reveal().Length is 0 or > MaxPasswordLength)
        {
            throw new ArgumentException($"A password has 1 to {MaxPasswordLength} characters", nameof(password));
        }

        var session = _session();
        if (session.Dialect != ServerDialect.Mirabilis)
        {
            throw new NotSupportedException(
                "Open OSCAR Server keeps the old password: change it in the server's own management. If this is another server, say so "
                + "with server-dialect: mirabilis");
        }

        // In version 2 the acknowledgement is the answer; later servers send 0140 as well.
        using var query = _queries.Begin();
        await session.SendAsync(new ChangePasswordPacket(query.SubSequence, password)).WaitAsync(cancellationToken);
        _onPasswordChanged(password);
    }

    private async Task<SearchResult> SearchAsync(Func<ushort, ClientPacket> packet, CancellationToken cancellationToken)
    {
        var (answer, found) = await AskAsync(packet, default, cancellationToken);
        var users = found.Select(hit => new FoundUser(hit.Uin, hit.Info)).ToArray();
        foreach (var user in users.TakeWhile(_ => _proved.Count < MaxProved))
        {
            _proved.TryAdd(user.Uin, true);
        }

        return new SearchResult(users, answer is EndOfSearchPacket { More: true });
    }

    private async Task<(ServerPacket Answer, IReadOnlyCollection<UserFoundPacket> Found)> AskAsync(
        Func<ushort, ClientPacket> packet, Uin about, CancellationToken cancellationToken)
    {
        EndOfSearchPacket? end = null;
        var found = new Dictionary<Uin, UserFoundPacket>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var session = _session();
            using var query = _queries.Begin(about);
            try
            {
                var answer = MayFailUnseen(AnswerAsync(query, MayFailUnseen(session.SendAsync(packet(query.SubSequence), query))));
                return (await answer.WaitAsync(_options.QueryTimeout, _time, cancellationToken), query.Found);
            }
            catch (TimeoutException)
            {
                // Lost on the way, all or a part of it; the next one carries another number.
                end ??= query.Announced;
                foreach (var hit in query.Found)
                {
                    found.TryAdd(hit.Uin, hit);
                }
            }
        }

        // Each time something was missing: this is what has come.
        return end is not null ? (end, found.Values) : throw new DeliveryException("The server does not answer the question");
    }

    /// <summary>The answer, which may overtake the acknowledgement. Fails when there is none.</summary>
    private static async Task<ServerPacket> AnswerAsync(PendingQuery query, Task acknowledged)
    {
        if (await Task.WhenAny(query.Answer, acknowledged) == acknowledged)
        {
            await acknowledged;
        }

        return await query.Answer;
    }

    /// <summary>The same task. When it fails after the waiting has ended, nobody needs to know.</summary>
    private static T MayFailUnseen<T>(T task)
        where T : Task
    {
        _ = task.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        return task;
    }

    private static void ThrowIfRefused(bool done)
    {
        if (!done)
        {
            throw new DeliveryException("The server has refused the change");
        }
    }

    private UserInfo ToWire(UserInfo info) => info with
    {
        Nick = ToWire(info.Nick),
        FirstName = ToWire(info.FirstName),
        LastName = ToWire(info.LastName),
        Email = ToWire(info.Email),
    };

    private string ToWire(string text) => _options.Text.ToWire(text, out _);
}

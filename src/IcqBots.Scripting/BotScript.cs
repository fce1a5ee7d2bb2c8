using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting;

/// <summary>
/// Everything that a script can call: its members are the script's globals, one instance for each bot and script. The members that
/// register handlers have two optional parameters at the end which the compiler fills in: log entries name the line that registered a
/// handler, whoever wrote its code.
/// </summary>
public sealed class BotScript : BotIdentity
{
    /// <summary>What a pattern may take for one text; a pattern that needs longer would keep the bot from answering others.</summary>
    private static readonly TimeSpan _matchLimit = TimeSpan.FromMilliseconds(250);

    private readonly VersionBot _bot;
    private readonly IScriptEnvironment _environment;
    private readonly Action<string>? _reads;

    /// <param name="bot">The bot that the script serves.</param>
    /// <param name="environment">What the script has for itself.</param>
    /// <param name="path">The script's path.</param>
    /// <param name="reads">Is told which files the script reads, relative to it.</param>
    /// <param name="givenUp">Ends it while it starts.</param>
    internal BotScript(
        IScriptBot bot, IScriptEnvironment environment, string path, Action<string>? reads = null, CancellationToken givenUp = default)
        : this(new VersionBot(bot, new ScriptVersion(bot, givenUp)), environment, path, reads)
    {
    }

    private BotScript(VersionBot bot, IScriptEnvironment environment, string path, Action<string>? reads)
        : base(bot)
    {
        _bot = bot;
        _environment = environment;
        _reads = reads;
        Handlers = new ScriptHandlers(bot, environment, path);
    }

    /// <summary>The clock of the host: what the time is, and what delays are measured with.</summary>
    public TimeProvider Clock => _bot.Clock;

    /// <summary>A log whose entries carry the bot's name.</summary>
    public ILogger Log => _bot.Log;

    /// <summary>Chance: dice, and who is drawn.</summary>
    public Random Random => _bot.Random;

    /// <summary>Fetches from the web, with time-outs, for all scripts of the host.</summary>
    public HttpClient Http => _bot.Http;

    /// <summary>All bots of the host, this one too: <c>Bots["other"]</c>.</summary>
    public BotCollection Bots => new(_bot);

    /// <summary>Who may give the bot orders: <c>admins</c> in bots.yaml.</summary>
    public IReadOnlyList<Uin> Admins => _bot.Admins;

    /// <summary>What the script keeps for this bot; it outlives new versions of the script and restarts of the host.</summary>
    public ScriptState State => Handlers.State;

    /// <summary>
    /// Ends what still waits when the bot stops, or when a new version of the script takes over; hand it to everything that takes a token.
    /// </summary>
    public CancellationToken Stopping => _bot.Stopping;

    internal ScriptHandlers Handlers { get; }

    /// <summary>Registers a handler for every text that a person wrote and that is no command, whichever way it comes.</summary>
    public PersonHandler OnMessage(
        Func<IncomingMessage, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>
    /// Registers a handler for texts in which a regular expression finds something, whatever the capitals;
    /// <see cref="IncomingMessage.Match"/> is what it has found.
    /// </summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    public PersonHandler OnMessage(
        string pattern, Func<IncomingMessage, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var regex = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, _matchLimit);
        return Handlers.AddEvent(handler, Handlers.PlaceOf(file, line), message => message.Matching(regex));
    }

    /// <summary>Registers a handler for texts for which the function gives true.</summary>
    public PersonHandler OnMessage(
        Func<IncomingMessage, bool> predicate,
        Func<IncomingMessage, Task> handler,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Handlers.AddEvent(handler, Handlers.PlaceOf(file, line), message => predicate(message) ? message : null);
    }

    /// <summary>
    /// Registers a command: what people write when they want something done. A text that is a command goes to nobody else. The bot answers
    /// <c>help</c> itself, with the commands that it has for the person who asks.
    /// </summary>
    /// <param name="pattern">Words, and up to four arguments: <c>remind me in {delay:duration} to {what:text}</c>.</param>
    /// <param name="handler">What to run; it gets the message and the arguments.</param>
    /// <param name="file">The compiler's to fill in.</param>
    /// <param name="line">The compiler's to fill in.</param>
    /// <exception cref="ArgumentException">
    /// The pattern has a mistake, or the handler takes other types than it names; the message tells what to write.
    /// </exception>
    public Command OnCommand(
        string pattern, Func<IncomingMessage, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddCommand(pattern, handler, Handlers.PlaceOf(file, line), [], (message, _) => handler(message));

    /// <inheritdoc cref="OnCommand(string, Func{IncomingMessage, Task}, string, int)"/>
    public Command OnCommand<T1>(
        string pattern,
        Func<IncomingMessage, T1, Task> handler,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Handlers.AddCommand(
            pattern,
            handler,
            Handlers.PlaceOf(file, line),
            [typeof(T1)],
            (message, values) => handler(message, (T1)values[0]!));

    /// <inheritdoc cref="OnCommand(string, Func{IncomingMessage, Task}, string, int)"/>
    public Command OnCommand<T1, T2>(
        string pattern,
        Func<IncomingMessage, T1, T2, Task> handler,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Handlers.AddCommand(
            pattern,
            handler,
            Handlers.PlaceOf(file, line),
            [typeof(T1), typeof(T2)],
            (message, values) => handler(message, (T1)values[0]!, (T2)values[1]!));

    /// <inheritdoc cref="OnCommand(string, Func{IncomingMessage, Task}, string, int)"/>
    public Command OnCommand<T1, T2, T3>(
        string pattern,
        Func<IncomingMessage, T1, T2, T3, Task> handler,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Handlers.AddCommand(
            pattern,
            handler,
            Handlers.PlaceOf(file, line),
            [typeof(T1), typeof(T2), typeof(T3)],
            (message, values) => handler(message, (T1)values[0]!, (T2)values[1]!, (T3)values[2]!));

    /// <inheritdoc cref="OnCommand(string, Func{IncomingMessage, Task}, string, int)"/>
    public Command OnCommand<T1, T2, T3, T4>(
        string pattern,
        Func<IncomingMessage, T1, T2, T3, T4, Task> handler,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Handlers.AddCommand(
            pattern,
            handler,
            Handlers.PlaceOf(file, line),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
            (message, values) => handler(message, (T1)values[0]!, (T2)values[1]!, (T3)values[2]!, (T4)values[3]!));

    /// <summary>Registers a handler for web addresses that people send.</summary>
    public PersonHandler OnUrl(Func<IncomingUrl, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for contacts that people recommend.</summary>
    public PersonHandler OnContacts(
        Func<IncomingContacts, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for people who ask to be allowed to add the bot.</summary>
    public PersonHandler OnAuthorizationRequest(
        Func<AuthorizationRequest, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for people who allow the bot to add them.</summary>
    public PersonHandler OnAuthorizationGranted(
        Func<AuthorizationGranted, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for people who refuse to be added.</summary>
    public PersonHandler OnAuthorizationDenied(
        Func<AuthorizationDenied, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for people who have added the bot to a contact list.</summary>
    public PersonHandler OnAdded(Func<Added, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for messages from web pages and by e-mail.</summary>
    public PersonHandler OnPager(Func<IncomingPager, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for files that people offer directly.</summary>
    public PersonHandler OnFile(Func<FileOffer, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for people who ask for a chat.</summary>
    public PersonHandler OnChat(Func<ChatRequest, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for messages of types that have no handler of their own.</summary>
    public PersonHandler OnOtherMessage(
        Func<OtherMessage, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for messages that the server had stored, and lost.</summary>
    public PersonHandler OnLostMessage(
        Func<LostMessage, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddEvent(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for packets of the server whose layout nobody knows.</summary>
    public Handler OnPacket(Func<RawPacket, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddPacket(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for contacts that come online, with the status that they have from then on.</summary>
    public PersonHandler OnContactOnline(Func<Contact, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddContact(ContactChange.Online, handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for contacts that go offline.</summary>
    public PersonHandler OnContactOffline(
        Func<Contact, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddContact(ContactChange.Offline, handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for contacts that are online and change their status.</summary>
    public PersonHandler OnContactStatus(Func<Contact, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddContact(ContactChange.Status, handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler that runs when the script has started: with its bot, and with each new version.</summary>
    public Handler OnStart(Func<Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddStart(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler that runs when the bot stops, or when a new version of the script has taken over.</summary>
    public Handler OnStop(Func<Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddStop(handler, Handlers.PlaceOf(file, line));

    /// <summary>Registers a handler for the schedules in bots.yaml whose <c>run</c> names it; two handlers of one name both run.</summary>
    public Handler OnSchedule(string name, Func<Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(name, handler, Handlers.PlaceOf(file, line));

    /// <summary>The same for a handler that wants the <c>arguments</c> beside <c>run</c>.</summary>
    public Handler OnSchedule(
        string name, Func<ScheduleArguments, Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(name, handler, Handlers.PlaceOf(file, line));

    /// <summary>Runs a handler again and again, for the first time after one interval.</summary>
    /// <exception cref="FormatException">The interval is shorter than a second, or longer than a hundred years.</exception>
    public Schedule Every(TimeSpan interval, Func<Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(new Timetable.Interval(interval), handler, Handlers.PlaceOf(file, line));

    /// <summary>
    /// Runs a handler once; at once when the time has passed. It is forgotten when the script ends: keep what has to be done in
    /// <see cref="State"/>.
    /// </summary>
    public Schedule At(DateTimeOffset time, Func<Task> handler, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(new Timetable.Moment(time), handler, Handlers.PlaceOf(file, line));

    /// <summary>Runs a handler each day at one time: in the bot's time zone, where no zone is named.</summary>
    public Schedule At(
        TimeOnly time, Func<Task> handler, TimeZoneInfo? zone = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(new Timetable.Daily(time, zone), handler, Handlers.PlaceOf(file, line));

    /// <summary>
    /// Runs a handler as a cron expression says, with the fields of crontab or of Quartz: in the bot's time zone, where no zone is named.
    /// </summary>
    /// <exception cref="FormatException">It is no cron expression.</exception>
    public Schedule Cron(
        string expression, Func<Task> handler, TimeZoneInfo? zone = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(new Timetable.Cron(expression, zone), handler, Handlers.PlaceOf(file, line));

    /// <summary>
    /// Runs a handler as a rule of RFC 5545 says: in the bot's time zone, where no zone is named. <c>Rrule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", new
    /// DateTime(2026, 1, 5, 19, 0, 0), …)</c> is every second Monday at 19:00.
    /// </summary>
    /// <exception cref="FormatException">It is no such rule.</exception>
    public Schedule Rrule(
        string rule, DateTime start, Func<Task> handler, TimeZoneInfo? zone = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Handlers.AddSchedule(new Timetable.Recurrence(rule, start, zone), handler, Handlers.PlaceOf(file, line));

    /// <summary>
    /// Has the handlers that this script registered with OnSchedule under a name run once, at a time; at once when it has passed. It outlives new
    /// versions of the script and restarts of the host.
    /// </summary>
    /// <param name="time">When.</param>
    /// <param name="name">The name of the handlers; capitals matter.</param>
    /// <param name="arguments">What they are given, such as <c>new() { ["to"] = "1001" }</c>; nothing where it is left out.</param>
    /// <param name="evenIfLate">
    /// Whether it is made up for at the next start, however late that is, where the host does not run at that time; else only if it is less than an
    /// hour late.
    /// </param>
    /// <exception cref="InvalidOperationException">10,000 jobs of the bot wait.</exception>
    public ScheduledJob RunAt(DateTimeOffset time, string name, ScheduleArguments? arguments = null, bool evenIfLate = false) =>
        Handlers.AddJob(time, name, arguments ?? [], evenIfLate);

    /// <summary>The same after some time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or there is no date so far away.</exception>
    /// <inheritdoc cref="RunAt"/>
    public ScheduledJob RunIn(TimeSpan delay, string name, ScheduleArguments? arguments = null, bool evenIfLate = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, DateTimeOffset.MaxValue - Clock.GetUtcNow());
        return RunAt(Clock.GetUtcNow() + delay, name, arguments, evenIfLate);
    }

    /// <summary>What this script wants done with <see cref="RunAt"/> and is not done yet, the next first.</summary>
    public IReadOnlyList<ScheduledJob> Jobs => _environment.Jobs.All;

    /// <summary>Gives up what waits to be done; false where this script has no job of that number that waits.</summary>
    public bool CancelJob(long id) => _environment.Jobs.Cancel(id);

    /// <summary>
    /// Asks somebody something, and gives the text that they write next; no other handler gets that one. The messages of other people are
    /// handled meanwhile.
    /// </summary>
    /// <param name="person">Who is asked.</param>
    /// <param name="question">What they are asked.</param>
    /// <param name="limit">How long to wait; 5 minutes where nothing is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NoAnswerException">They have not answered in time. A handler that does not catch it ends quietly.</exception>
    public Task<string> AskAsync(Uin person, string question, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(_bot, Person(person)).AskAsync(question, limit, cancellationToken);

    /// <summary>
    /// Asks somebody for a value: an int, long, decimal, bool, TimeSpan, DateOnly, TimeOnly or Uin. What is none is asked again, three times.
    /// </summary>
    /// <inheritdoc cref="AskAsync(Uin, string, TimeSpan?, CancellationToken)"/>
    public Task<T> AskAsync<T>(Uin person, string question, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        new Dialogue(_bot, Person(person)).AskAsync<T>(question, limit, cancellationToken);

    /// <summary>The bot's <c>settings</c> in bots.yaml as an object, made anew at each call.</summary>
    /// <typeparam name="T">A record or class whose properties are the settings.</typeparam>
    /// <exception cref="FormatException">The settings do not fit; the message has a line for each mistake, with file, line and column.</exception>
    public T Settings<T>()
        where T : class => (T)_environment.BindSettings(typeof(T));

    /// <summary>A YAML file as an object: a record, a list, a dictionary with text keys. When it changes, the script is loaded anew.</summary>
    /// <param name="path">The file, relative to the script.</param>
    /// <exception cref="FormatException">The file does not fit; the message has a line for each mistake, with file, line and column.</exception>
    public T ReadYaml<T>(string path)
        where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _reads?.Invoke(path);
        return (T)_environment.ReadYaml(path, typeof(T));
    }
}

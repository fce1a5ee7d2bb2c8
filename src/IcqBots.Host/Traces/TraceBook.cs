using System.Globalization;
using System.Text;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using IcqBots.Storage;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Traces;

/// <summary>Explains what the bots of a host do, and keeps the last explanations of each: <c>traces.db</c> in the data folder.</summary>
/// <param name="database">Where they are kept; null: nothing is explained.</param>
/// <param name="time">The clock.</param>
internal sealed class TraceBook(TraceDatabase? database, TimeProvider time) : IDisposable
{
    private const string FileName = "traces.db";
    private const int MaxShown = 200;
    private const int MaxStep = 500;

    /// <summary>One for all: rows are made by one thread at a time, when they are written.</summary>
    private readonly StringBuilder _steps = new();

    /// <summary>Gets what was kept, some at a time, on any thread.</summary>
    public event Action<IReadOnlyList<TraceRow>>? Kept
    {
        add => database?.Saved += value;
        remove => database?.Saved -= value;
    }

    /// <summary>The book of a host.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="keep">How many explanations of each bot are kept; 0: nothing is explained.</param>
    /// <param name="keepTime">How long they are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <exception cref="NewerFileException">The file was written by a newer program.</exception>
    public static TraceBook Open(string dataFolder, int keep, TimeSpan keepTime, TimeProvider time, ILogger log) =>
        new(keep == 0 ? null : TraceDatabase.Open(Path.Combine(dataFolder, FileName), keep, keepTime, time, log), time);

    /// <summary>The book while no host runs; null where there is none.</summary>
    public static TraceBook? OpenAlone(string dataFolder, TimeProvider time, ILogger log) =>
        File.Exists(Path.Combine(dataFolder, FileName)) ? Open(dataFolder, int.MaxValue, TimeSpan.MaxValue, time, log) : null;

    /// <summary>Begins to explain something, in the caller's execution context; null where nothing is explained.</summary>
    /// <param name="bot">The bot's name.</param>
    /// <param name="from">Who has sent the message; null for a run of a schedule.</param>
    /// <param name="what">What it is, for people to read.</param>
    /// <param name="text">The message's text.</param>
    /// <param name="at">When it came, or began.</param>
    public Trace? Begin(string bot, Uin? from, string what, string text, DateTimeOffset at) => database is null
        ? null
        : new Trace(new TraceSubject(bot, database.NextNumber(bot), from, what, text, at), Keep, time);

    /// <summary>Begins to explain what becomes of a message.</summary>
    public Trace? Begin(string bot, MessageReceived message) => database is null
        ? null
        : Begin(bot, message.From, Describe(message), message.Text, time.GetUtcNow());

    /// <inheritdoc cref="TraceDatabase.Last"/>
    public IReadOnlyList<TraceRow> Last(string? bot, Uin? from, int count) => database?.Last(bot, from, count) ?? [];

    /// <summary>Writes what waits.</summary>
    public void Dispose() => database?.Dispose();

    /// <summary>A text as it is shown in one line.</summary>
    public static string Shorten(string text) => $"\"{Cut(text, MaxShown).ReplaceLineEndings(" ")}\"";

    private static string Describe(MessageReceived message)
    {
        var path = message.Path switch
        {
            MessagePath.Server => "by the server",
            MessagePath.Stored => string.Create(CultureInfo.InvariantCulture, $"stored by the server, sent {message.SentAt:yyyy-MM-dd HH:mm}"),
            _ => message.IsVerified ? "directly" : "directly, from where nobody can tell who it is",
        };
        return $"{message.Type}{(message.ToSeveral ? " to several" : "")} {path}{(message.IsRedelivered ? ", again" : "")}";
    }

    private void Keep(Trace trace) => database!.Write(() => RowOf(trace));

    private TraceRow RowOf(Trace trace)
    {
        _steps.Clear();
        foreach (var step in trace.TakeSteps())
        {
            _steps.Append(_steps.Length > 0 ? "\n" : "")
                .Append(CultureInfo.InvariantCulture, $"{step.After.TotalMilliseconds:0}\t")
                .Append(Cut(step.Text, MaxStep).ReplaceLineEndings(" "));
        }

        // Of the text no more than is shown: the longest ones are of eight thousand characters.
        var subject = trace.Subject;
        return new TraceRow(subject.Bot, subject.Number, subject.From, subject.At, subject.What, Cut(subject.Text, MaxShown), _steps.ToString());
    }

    private static string Cut(string text, int length) => text.Length > length ? $"{text.AsSpan(0, length)}…" : text;
}

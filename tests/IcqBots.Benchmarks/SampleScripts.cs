using System.Diagnostics;
using System.Reflection;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Benchmarks;

/// <summary>Scripts as people write them, for measurements, and a bot that answers nobody.</summary>
internal static class SampleScripts
{
    /// <summary>60 lines: a few commands, a record, some state, a loop here and there.</summary>
    public static string Quiz(int number) => $$"""
        // Asks questions, keeps the score. Number {{number}}.
        using System.Globalization;

        record Question(string Text, string[] Answers, int Points = 1);

        var questions = new List<Question>
        {
            new("What is the capital of France?", ["paris"]),
            new("What is 6 times 7?", ["42", "forty-two"], 2),
            new("Which year did ICQ start?", ["1996", "96"], 3),
        };
        var scores = new Dictionary<Uin, int>();
        var asked = new Dictionary<Uin, (Question Question, DateTimeOffset At)>();

        OnMessage(async message =>
        {
            var words = message.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            switch (words)
            {
                case ["quiz"]:
                    var question = questions[Pick(message.From)];
                    asked[message.From] = (question, Clock.GetUtcNow());
                    await message.ReplyAsync(question.Text);
                    break;
                case ["score"]:
                    await message.ReplyAsync(string.Create(CultureInfo.InvariantCulture, $"You have {scores.GetValueOrDefault(message.From)} points"));
                    break;
                case ["best"]:
                    foreach (var (person, points) in scores.OrderByDescending(score => score.Value).Take(3))
                    {
                        await message.ReplyAsync($"{person}: {points}");
                    }

                    break;
                default:
                    await AnswerAsync(message);
                    break;
            }
        });

        int Pick(Uin person) => (int)(person.Value % questions.Count);

        async Task AnswerAsync(IncomingMessage message)
        {
            if (!asked.Remove(message.From, out var open) || Clock.GetUtcNow() - open.At > TimeSpan.FromMinutes(1))
            {
                await message.ReplyAsync("Say quiz, score or best.");
                return;
            }

            var isRight = open.Question.Answers.Any(answer => message.Text.Contains(answer, StringComparison.OrdinalIgnoreCase));
            if (isRight)
            {
                scores[message.From] = scores.GetValueOrDefault(message.From) + open.Question.Points;
            }

            await message.ReplyAsync(isRight ? "Right!" : $"No, it is {open.Question.Answers[0]}");
        }
        """;

    /// <summary>The compiler that the host uses, or the same without the guard, which nothing but a measurement may ask for.</summary>
    public static ScriptCompiler Compiler(bool withGuard) =>
        (ScriptCompiler)typeof(ScriptCompiler)
            .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(string), typeof(bool), typeof(Type)])!
            .Invoke([Path.GetTempPath(), withGuard, null]);

    public static double Milliseconds(long since) => Stopwatch.GetElapsedTime(since).TotalMilliseconds;

    /// <summary>Runs a script's handlers for a message.</summary>
    public static async Task HearAsync(ScriptInstance script, string text)
    {
        var incoming = Incoming.Create(
            MuteBot.Instance,
            new MessageOrigin(1001, MessageType.Text, DateTimeOffset.UnixEpoch, MessagePath.Server),
            text,
            WireText.For("windows-1252"));
        foreach (var handler in MessageRouter.Route([script], MuteBot.Instance, (IncomingMessage)incoming))
        {
            await handler.Run();
        }
    }
}

/// <summary>A bot whose messages go nowhere.</summary>
internal sealed class MuteBot : IScriptBot, IScriptEnvironment
{
    public static MuteBot Instance { get; } = new();

    public string Name => "mute";

    public Uin Uin => 2001;

    public string Nick => "Mute";

    public OnlineStatus Status => OnlineStatus.Online;

    public string AwayMessage => "";

    public IReadOnlyCollection<Contact> Contacts => [];

    public TimeProvider Clock => TimeProvider.System;

    public ILogger Log => NullLogger.Instance;

    public CancellationToken Stopping => CancellationToken.None;

    public IReadOnlyList<Uin> Admins => [];

    public string CommandPrefix => "";

    public IReadOnlyDictionary<string, IScriptBot> Bots => new Dictionary<string, IScriptBot>();

    public HttpClient Http => throw new NotSupportedException();

    public Random Random { get; } = new(1);

    public IScriptClient Client => throw new NotSupportedException();

    public IScriptStore Store => throw new NotSupportedException();

    public IScriptJobs Jobs => throw new NotSupportedException();

    public Task<SentMessage> SendAsync(OutgoingText message, CancellationToken cancellationToken) =>
        Task.FromResult(new SentMessage(Task.CompletedTask));

    public Task<IncomingMessage> AskAsync(Uin person, string question, TimeSpan limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetStatusAsync(OnlineStatus status, string awayMessage, CancellationToken cancellationToken) => Task.CompletedTask;

    public object BindSettings(Type type) => throw new NotSupportedException();

    public object ReadYaml(string path, Type type) => throw new NotSupportedException();

    public IDisposable Schedule(Timetable when, Func<HandlerRun> handler) => throw new NotSupportedException();
}

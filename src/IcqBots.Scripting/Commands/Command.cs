using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>A command that people can write to the bot.</summary>
public sealed class Command : PersonHandler
{
    private readonly List<CommandExample> _examples = [];
    private readonly CommandBody _body;

    internal Command(ScriptHandlers owner, CommandPattern pattern, string name, string place, CommandBody body)
        : base(owner, nameof(Command), name, place, _ => Task.CompletedTask)
    {
        Pattern = pattern;
        _body = body;
    }

    /// <summary>How people are told to write it, without the bot's prefix: <c>roll [sides=6]</c>.</summary>
    public string Usage => Pattern.Usage;

    /// <summary>What people may say to it; <c>help</c> shows them, and <c>icqbots test</c> tries those that have an answer.</summary>
    public IReadOnlyList<CommandExample> Examples => _examples;

    internal CommandPattern Pattern { get; }

    internal string Description { get; private set; } = "";

    /// <summary>What the command does, in a sentence for <c>help</c>.</summary>
    public Command Summary(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Description = text;
        return this;
    }

    /// <summary>What somebody may say, and what the command answers then. <c>help</c> shows it, and <c>icqbots test</c> tries it.</summary>
    /// <param name="say">What is said, without the bot's prefix.</param>
    /// <param name="answer">What is answered, several texts with a line end between them; without it the example is only shown.</param>
    /// <param name="file">The compiler's to fill in.</param>
    /// <param name="line">The compiler's to fill in.</param>
    /// <exception cref="ArgumentException">That is no use of the command; the message tells why.</exception>
    public Command Example(string say, string? answer = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CommandExample(say, answer, IsPattern: false) { Place = Owner.PlaceOf(file, line) });

    /// <summary>The same for a command that does not always answer the same.</summary>
    /// <param name="say">What is said, without the bot's prefix.</param>
    /// <param name="pattern">A regular expression that the answer fits.</param>
    /// <param name="file">The compiler's to fill in.</param>
    /// <param name="line">The compiler's to fill in.</param>
    /// <exception cref="ArgumentException">That is no use of the command, or no regular expression; the message tells why.</exception>
    public Command ExampleMatching(string say, string pattern, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CommandExample(say, new Regex(pattern).ToString(), IsPattern: true) { Place = Owner.PlaceOf(file, line) });

    /// <summary>What the host runs for a message that is this command.</summary>
    internal HandlerRun RunFor(IncomingMessage message, IReadOnlyList<object?> values) => ToRun(async () =>
    {
        if (await PassesAsync(message.From))
        {
            await _body(Owner.Own(message), values);
        }
    });

    /// <summary>What the host runs to tell somebody about commands.</summary>
    internal HandlerRun Telling(IncomingMessage message, string text) => ToRun(() => message.ReplyAsync(text));

    private Command Add(CommandExample example)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(example.Say);
        var reading = Pattern.Read(example.Say.Trim());
        if (reading is not { Problem: null })
        {
            var problem = reading?.Problem ?? $"it does not begin with {string.Join(' ', Pattern.Name)}";
            throw new ArgumentException($"OnCommand(\"{Pattern.Text}\"): the example \"{example.Say}\" does not fit: {problem}");
        }

        _examples.Add(example);
        return this;
    }
}

/// <summary>The script's code for a command.</summary>
internal delegate Task CommandBody(IncomingMessage message, IReadOnlyList<object?> values);

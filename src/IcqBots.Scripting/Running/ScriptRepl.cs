using System.Reflection;
using IcqBots.Scripting.Compilation;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting.Hosting;

namespace IcqBots.Scripting.Running;

/// <summary>
/// Evaluates C# line by line with the globals of one running bot; what a line declares, later lines can use. Not for several threads at a
/// time. A line registers no handlers and no schedules: that is for scripts.
/// </summary>
public sealed class ScriptRepl : IDisposable
{
    /// <summary>What the lines are called in mistakes; also the name of the script whose State they see.</summary>
    public const string Name = "repl";

    /// <summary>Lines that one session takes.</summary>
    public const int MaxLines = 10_000;

    private readonly ScriptLoadContext _context = new(Name);
    private readonly ScriptCompiler _compiler;
    private readonly ScriptInstance _instance;
    private readonly object?[] _submissions;
    private CSharpCompilation? _previous;
    private int _count;
    private bool _isDisposed;

    /// <summary>A session that has seen no line.</summary>
    public ScriptRepl(ScriptCompiler compiler, IScriptBot bot, IScriptEnvironment environment)
    {
        _compiler = compiler;
        var globals = new BotScript(bot, environment, Name);
        globals.Handlers.Refusal = "Handlers and schedules are for scripts: save one, and it is live at once";
        _instance = new ScriptInstance(Name, globals.Handlers);
        _submissions = new object?[MaxLines + 1];
        _submissions[0] = globals;
    }

    /// <summary>True when the text is whole, and not the beginning of several lines.</summary>
    public static bool IsComplete(string text) => SyntaxFactory.IsCompleteSubmission(ScriptCompiler.Parse(text, Name));

    /// <summary>
    /// Compiles a text, which takes a while, and gives what runs it; call that once, on the bot's script thread, before the next text. Its
    /// task has the value as C# shows it, an empty text where there is none; what the text throws comes out of the task.
    /// </summary>
    /// <exception cref="ScriptCompilationException">The text does not compile.</exception>
    /// <exception cref="InvalidOperationException">The session has had too many lines.</exception>
    public Func<Task<string>> Compile(string text)
    {
        if (_count == MaxLines)
        {
            throw new InvalidOperationException($"This session has had {MaxLines} lines; begin another");
        }

        var (compilation, image) = _compiler.CompileLine(text, $"{Name}{_count}", _previous);
        var run = image is null ? null : Load(image);

        // A line that throws has still declared what it declares.
        _count++;
        _previous = compilation;
        return async () => run is not null && await run(_submissions) is { } value and not SentMessage
            ? CSharpObjectFormatter.Instance.FormatObject(value)
            : "";
    }

    private Func<object?[], Task<object>> Load(byte[] image)
    {
        using var assembly = new MemoryStream(image);
        return _context.LoadFromStream(assembly)
            .GetType(LoadedScript.ClassName, throwOnError: true)!
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object>>>();
    }

    /// <summary>Ends what the lines wait for, and lets go of their code. Called on the bot's script thread.</summary>
    public void Dispose()
    {
        _instance.Dispose();
        if (!_isDisposed)
        {
            _isDisposed = true;
            _context.Unload();
        }
    }
}

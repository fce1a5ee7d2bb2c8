using System.Reflection;
using IcqBots.Scripting.Compilation;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting.Hosting;

namespace IcqBots.Scripting.Running;

/// <summary>
/// Evaluates C# line by line with the globals of one running bot; what a line declares, later lines can use. Not for several threads at a
/// time. Disposing it unloads all lines and ends what they have registered.
/// </summary>
public sealed class ScriptRepl : IDisposable
{
    /// <summary>The name under which the lines keep their State.</summary>
    public const string Name = "repl";

    private readonly ScriptLoadContext _context = new(Name);
    private readonly ScriptCompiler _compiler;
    private readonly ScriptInstance _instance;
    private readonly object?[] _submissions;
    private CSharpCompilation? _previous;
    private int _count;

    /// <summary>A session that has seen no line.</summary>
    public ScriptRepl(ScriptCompiler compiler, IScriptBot bot, IScriptEnvironment environment)
    {
        _compiler = compiler;
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(bot.Stopping);
        var globals = new BotScript(bot, environment, Name, stopping.Token);
        _instance = new ScriptInstance(Name, globals.Handlers, stopping);
        _submissions = new object?[MaxLines + 1];
        _submissions[0] = globals;
    }

    /// <summary>Lines that one session takes.</summary>
    public const int MaxLines = 10_000;

    /// <summary>True when the text is whole, and not the beginning of several lines.</summary>
    public static bool IsComplete(string text) => SyntaxFactory.IsCompleteSubmission(ScriptCompiler.Parse(text, Name));

    /// <summary>
    /// Compiles and runs a text; its value as C# shows it, an empty text where it has none. Called on the bot's script thread; what the text
    /// throws comes out of the task.
    /// </summary>
    /// <exception cref="ScriptCompilationException">The text does not compile.</exception>
    /// <exception cref="InvalidOperationException">The session has had too many lines.</exception>
    public async Task<string> EvaluateAsync(string text)
    {
        if (_count == MaxLines)
        {
            throw new InvalidOperationException($"This session has had {MaxLines} lines; begin another");
        }

        var (compilation, image) = _compiler.CompileLine(text, $"repl{_count}", _previous);
        using var assembly = new MemoryStream(image);
        var run = _context.LoadFromStream(assembly)
            .GetType(LoadedScript.ClassName, throwOnError: true)!
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object>>>();

        // A line that throws has still declared what it declares.
        _count++;
        _previous = compilation;
        return await run(_submissions) is { } value ? CSharpObjectFormatter.Instance.FormatObject(value) : "";
    }

    /// <summary>Ends the session.</summary>
    public void Dispose()
    {
        _instance.Dispose();
        _context.Unload();
    }
}

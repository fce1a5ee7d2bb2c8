using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace IcqBots.Scripting.Running;

/// <summary>
/// Where in a script an exception came from, and what it says; prints as <c>scripts/echo.csx:12: FormatException: text</c>.
/// </summary>
/// <param name="Place">The file, as it was given to the compiler, and the line where it is known: <c>scripts/echo.csx:12</c>.</param>
/// <param name="Type">The exception's type: <c>FormatException</c>.</param>
/// <param name="Message">The exception's message on one line. It may quote what a person wrote to the bot.</param>
public sealed record ScriptFault(string Place, string Type, string Message)
{
    // How deep it looks into exceptions in exceptions.
    private const int MaxInner = 100;

    private const string NoText = "(its text cannot be read)";

    // What exceptions say, read while the guard was there: a script may compute it, without end.
    private static readonly ConditionalWeakTable<Exception, string> _texts = [];

    /// <summary>Looks for the script line that was running last when the exception was thrown.</summary>
    /// <param name="exception">What a handler, or the start of a script, has thrown.</param>
    /// <param name="script">The path to name when no line of a script was running, as when a handler only returns the host's task.</param>
    public static ScriptFault From(Exception exception, string script) =>
        new(
            Chain(exception).Select(Locate).FirstOrDefault(place => place is not null) ?? script,
            exception.GetType().Name,
            Text(exception).ReplaceLineEndings(" "));

    /// <summary>Place, type and message.</summary>
    public override string ToString() => $"{Place}: {Type}: {Message}";

    /// <summary>Reads what an exception says, for later. Called under guard, as code of the script may run.</summary>
    internal static void Read(Exception exception)
    {
        string? text;
        try
        {
            text = exception.Message;
        }
        catch (Exception)
        {
            text = null;
        }

        _texts.AddOrUpdate(exception, text ?? NoText);
    }

    private static string Text(Exception exception) =>
        _texts.TryGetValue(exception, out var text) ? text
            : exception.GetType().IsCollectible ? NoText
            : exception.Message;

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (var i = 0; i < MaxInner && exception is not null; i++, exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    /// <summary>The script's line that calls this method, from however deep.</summary>
    internal static string? RunningLine() => Locate(new StackTrace(fNeedFileInfo: true));

    /// <summary>The code of the script that was running when the exception was thrown; null: none was.</summary>
    internal static ScriptLoadContext? Code(Exception exception) => Chain(exception)
        .SelectMany(inner => new StackTrace(inner).GetFrames())
        .Select(Code)
        .FirstOrDefault(code => code is not null);

    /// <summary>Whether code of this project was running when the exception was thrown.</summary>
    internal static bool HasLineOfHost(Exception exception) => Chain(exception).Any(inner => new StackTrace(inner).GetFrames().Any(IsHost));

    private static string? Locate(Exception exception) =>
        (exception as ScriptStoppedException)?.Place ?? Locate(new StackTrace(exception, fNeedFileInfo: true));

    private static string? Locate(StackTrace trace) =>
        trace.GetFrames()
            .Where(IsScript)
            .Select(frame => string.Create(CultureInfo.InvariantCulture, $"{frame.GetFileName()}:{frame.GetFileLineNumber()}"))
            .FirstOrDefault();

    private static bool IsHost(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Namespace?.StartsWith(nameof(IcqBots), StringComparison.Ordinal) == true;

    private static bool IsScript(StackFrame frame) => frame.GetFileName() is not null && Code(frame) is not null;

    private static ScriptLoadContext? Code(StackFrame frame) =>
        frame.GetMethod() is { } method ? AssemblyLoadContext.GetLoadContext(method.Module.Assembly) as ScriptLoadContext : null;
}

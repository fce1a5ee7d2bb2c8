using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using IcqBots.Protocol;
using IcqBots.Scripting;

namespace IcqBots.Host.Scripts;

/// <summary>The texts of exceptions that may stand in the log although a script has caused them: what they say was not written by people.</summary>
internal static partial class HostText
{
    private static readonly HashSet<Assembly> _own = [typeof(Uin).Assembly, typeof(BotScript).Assembly, typeof(HostText).Assembly];

    /// <summary>
    /// The text, where the host has thrown the exception itself, or where the file is missing that a script names; else null. What the host quotes
    /// may come from a message, and is left out.
    /// </summary>
    public static string? Of(Exception exception) => exception switch
    {
        // Reasons that other people's programs tell.
        TransferException => null,
        FileNotFoundException or DirectoryNotFoundException => exception.Message,
        _ when exception is DeliveryException || IsThrownByHost(exception) => Quoted().Replace(exception.Message.ReplaceLineEndings(" "), "\"…\""),
        _ => null,
    };

    private static bool IsThrownByHost(Exception exception) =>
        new StackTrace(exception).GetFrame(0)?.GetMethod() is { } method && _own.Contains(method.Module.Assembly);

    /// <summary>From the first quotation mark to the last one: what is quoted may hold some, too.</summary>
    [GeneratedRegex("\".*\"")]
    private static partial Regex Quoted();
}

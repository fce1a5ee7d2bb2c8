using System.Runtime.ExceptionServices;

namespace IcqBots.Scripting.Running;

/// <summary>
/// What scripts throw where nobody catches it: on a System.Threading.Timer, or on a thread of their own. It would end the process, and all
/// bots with it; while somebody listens here it is told instead. Exceptions of the host itself still end the process.
/// </summary>
public static class StrayExceptions
{
    private static readonly Lock _lock = new();
    private static bool _isCaught;
    private static Action<ScriptFault>? _thrown;

    /// <summary>Raised on the thread that threw.</summary>
    public static event Action<ScriptFault> Thrown
    {
        add
        {
            lock (_lock)
            {
                _thrown += value;
                if (!_isCaught)
                {
                    // .NET takes one such handler for a process, for ever.
                    _isCaught = true;
                    ExceptionHandling.SetUnhandledExceptionHandler(Tell);
                }
            }
        }

        remove
        {
            lock (_lock)
            {
                _thrown -= value;
            }
        }
    }

    private static bool Tell(Exception exception)
    {
        if (_thrown is not { } thrown || !ScriptFault.IsOfScript(exception))
        {
            return false;
        }

        thrown(ScriptFault.From(exception, "a script"));
        return true;
    }
}

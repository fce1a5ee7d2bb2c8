using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace IcqBots.Scripting.Running;

/// <summary>
/// What the compiler writes calls of into every loop and body of a script. Scripts must not call it themselves.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ScriptGuard
{
    /// <summary>
    /// Goes on every 10 ms while script code runs: a loop that sees another number than before calls <see cref="Tick(int)"/>.
    /// </summary>
    [SuppressMessage("Usage", "CA2211:Non-constant fields should not be visible", Justification = "A loop reads it at every turn.")]
    public static int Epoch;

    /// <summary>What a single stackalloc may take; every body begins with twice as much to spare.</summary>
    private const int MaxStackBytes = 64 * 1024;

    /// <summary>
    /// How much of the stack script code may use. The stack may have more, but an exception that passes through tens of thousands of async
    /// methods takes minutes.
    /// </summary>
    private const int MaxDepth = 1024 * 1024;

    // The address down to which this thread's stack is known to be there; it grows downwards.
    [ThreadStatic]
    private static nint _stackEnd;

    [ThreadStatic]
    private static nint _stackBegin;

    // Runs that were stopped and have not ended yet: as long as there are any, every body asks whether it belongs to one.
    private static int _stopped;

    /// <summary>Begins a body, and returns the <see cref="Epoch"/>.</summary>
    /// <exception cref="ScriptStoppedException">The script calls itself without end, or has been stopped before.</exception>
    public static int Enter()
    {
        var epoch = Epoch;
        byte local = 0;
        var address = Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref local);
        if ((nuint)(address - _stackEnd) > MaxDepth)
        {
            Descend(address);
        }

        if (_stopped != 0)
        {
            ScriptSlice.OfThread.Check();
        }

        return epoch;
    }

    /// <summary>Begins an async body, behind <see cref="Enter"/>; disposing what it returns ends it.</summary>
    /// <exception cref="ScriptStoppedException">Too many have begun and not ended.</exception>
    public static ScriptCall EnterAsync() => ScriptSlice.OfThread.BeginCall(1);

    /// <summary>The same for an iterator. It counts as ten: it cannot catch what comes through it, to make it forget its way.</summary>
    /// <exception cref="ScriptStoppedException">Too many have begun and not ended.</exception>
    public static ScriptCall EnterAsyncIterator() => ScriptSlice.OfThread.BeginCall(10);

    /// <summary>An exception leaves an async body; true: throw it anew.</summary>
    public static bool Leaves(Exception exception)
    {
        // Thrown anew, it forgets through how many calls it has come: to keep that for thousands of calls takes gigabytes.
        ScriptSlice.OfThread.Own(exception);
        return exception is ScriptStoppedException { Place: not null };
    }

    /// <summary><see cref="Enter"/> as a condition, for what begins with an expression.</summary>
    /// <returns>True.</returns>
    /// <exception cref="ScriptStoppedException">The script calls itself without end, or has been stopped before.</exception>
    public static bool Entered()
    {
        Enter();
        return true;
    }

    /// <summary>Asks whether the code that runs here may go on, and returns the <see cref="Epoch"/> until which it may.</summary>
    /// <exception cref="ScriptStoppedException">It may not.</exception>
    public static int Tick(int seen)
    {
        var epoch = Epoch;
        if (epoch != seen)
        {
            ScriptSlice.OfThread.Check();
        }

        return epoch;
    }

    /// <summary>The same for code that has no place to keep the epoch in.</summary>
    /// <exception cref="ScriptStoppedException">It may not go on.</exception>
    public static void Tick()
    {
        var slice = ScriptSlice.OfThread;
        slice.Seen = Tick(slice.Seen);
    }

    /// <summary>Asks whether an array of so many elements may be made, and returns the number.</summary>
    /// <exception cref="ScriptStoppedException">The handler would allocate more than it may.</exception>
    public static int Length<T>(int length)
    {
        Reserve<T>(length);
        return length;
    }

    /// <inheritdoc cref="Length{T}(int)"/>
    public static uint Length<T>(uint length)
    {
        Reserve<T>(length);
        return length;
    }

    /// <inheritdoc cref="Length{T}(int)"/>
    public static long Length<T>(long length)
    {
        Reserve<T>(length);
        return length;
    }

    /// <inheritdoc cref="Length{T}(int)"/>
    public static ulong Length<T>(ulong length)
    {
        Reserve<T>((long)Math.Min(length, (ulong)long.MaxValue));
        return length;
    }

    /// <summary>Asks whether so many elements fit on the stack, and returns the number.</summary>
    /// <exception cref="ScriptStoppedException">They do not.</exception>
    public static int StackLength<T>(int length)
    {
        Enter();
        if ((long)length * Unsafe.SizeOf<T>() > MaxStackBytes)
        {
            ScriptSlice.OfThread.Stop($"asks for more than {ScriptRun.Describe(MaxStackBytes)} of the stack");
        }

        return length;
    }

    internal static void Stopped(int change)
    {
        Interlocked.Add(ref _stopped, change);
        Interlocked.Increment(ref Epoch);
    }

    private static void Descend(nint address)
    {
        if (address > _stackBegin)
        {
            _stackBegin = address;
        }

        if (_stackBegin - address > MaxDepth - MaxStackBytes || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            ScriptSlice.OfThread.Stop("calls itself without end");
        }

        _stackEnd = address - MaxStackBytes;
    }

    private static void Reserve<T>(long length)
    {
        // What is small is counted where everything is, when the epoch has changed.
        if (length > 4096)
        {
            ScriptSlice.OfThread.Reserve(Math.Min(length, long.MaxValue / Unsafe.SizeOf<T>()) * Unsafe.SizeOf<T>());
        }
    }
}

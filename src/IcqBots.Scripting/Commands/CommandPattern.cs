using System.Reflection;

namespace IcqBots.Scripting;

/// <summary>The pattern of a command: <c>remind me in {delay:duration} to {what:text}</c>.</summary>
internal sealed class CommandPattern
{
    private readonly IReadOnlyList<CommandPart> _parts;

    private CommandPattern(string text, IReadOnlyList<CommandPart> parts)
    {
        Text = text;
        _parts = parts;
        Arguments = [.. parts.OfType<CommandArgument>()];
        Name = [.. parts.TakeWhile(part => part is CommandWord).Cast<CommandWord>().Select(word => word.Text)];
        Usage = string.Join(' ', parts.Select(part => part.Usage));
    }

    /// <summary>As the script wrote it.</summary>
    public string Text { get; }

    /// <summary>The words that it begins with, at least one.</summary>
    public IReadOnlyList<string> Name { get; }

    /// <summary>What the handler gets.</summary>
    public IReadOnlyList<CommandArgument> Arguments { get; }

    /// <summary>How people are told to write it: <c>remind me in &lt;delay&gt; to &lt;what&gt;</c>.</summary>
    public string Usage { get; }

    /// <summary>The same for patterns that the same texts fit: words in capitals, and types of arguments.</summary>
    public string Shape => string.Join(' ', _parts.Select(part => part is CommandArgument argument
        ? $"{{{argument.Type.Name}{(argument.IsOptional ? "?" : "")}}}"
        : part.Usage.ToUpperInvariant()));

    /// <summary>The more words a command has, the more special it is.</summary>
    public int WordCount => _parts.Count - Arguments.Count;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ArgumentException">It makes no sense; the message tells the column and what to write.</exception>
    public static CommandPattern Parse(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        return new CommandPattern(pattern, new CommandPatternReader(pattern).Read());
    }

    /// <summary>Reads what a person wrote; null when it does not begin with the command's words.</summary>
    public CommandReading? Read(string text)
    {
        var reading = new CommandReading(text, _parts, new object?[Arguments.Count]);
        return reading.Run(Name.Count) ? reading : null;
    }

    /// <summary>Checks that the handler takes what the pattern names.</summary>
    /// <exception cref="ArgumentException">It does not; the message tells what to write.</exception>
    public void Check(Delegate handler, IReadOnlyList<Type> types)
    {
        if (types.Count != Arguments.Count || !Arguments.Zip(types, (argument, type) => argument.Fits(type)).All(fits => fits))
        {
            throw Mistake();
        }

        // The value of {name?} is null when it is left out, and the compiler cannot know that a handler takes it as a string.
        var parameters = handler.Method.GetParameters();
        for (var i = 0; i < Arguments.Count; i++)
        {
            if (Arguments[i] is { IsNullable: true, Type.Type.IsValueType: false }
                && new NullabilityInfoContext().Create(parameters[^(Arguments.Count - i)]).WriteState == NullabilityState.NotNull)
            {
                throw Mistake();
            }
        }
    }

    private ArgumentException Mistake()
    {
        var parameters = Arguments.Select(argument => $"{argument.TypeName} {argument.Name}").Prepend("IncomingMessage message");
        return new ArgumentException(
            $"OnCommand(\"{Text}\"): the handler must take what the pattern names: write async ({string.Join(", ", parameters)}) => ...");
    }
}

/// <summary>A part of a pattern.</summary>
/// <param name="Usage">How people are told to write it.</param>
internal abstract record CommandPart(string Usage);

/// <summary>A word that has to be there.</summary>
internal sealed record CommandWord(string Text) : CommandPart(Text);

/// <summary>An argument.</summary>
/// <param name="Index">Which of the arguments it is, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it can be.</param>
/// <param name="IsOptional">True when it may be left out.</param>
/// <param name="Default">What it is then.</param>
/// <param name="Usage">How people are told to write it.</param>
internal sealed record CommandArgument(int Index, string Name, ArgumentType Type, bool IsOptional, object? Default, string Usage)
    : CommandPart(Usage)
{
    /// <summary>True when the handler may get null.</summary>
    public bool IsNullable => IsOptional && Default is null;

    /// <summary>The type that the handler has to take, as C# has it.</summary>
    public string TypeName => ArgumentType.ClrName(Type.Type) + (IsNullable ? "?" : "");

    /// <summary>True when a handler with that type can take every value.</summary>
    public bool Fits(Type type) => Nullable.GetUnderlyingType(type) == Type.Type || (type == Type.Type && !(IsNullable && type.IsValueType));
}

namespace IcqBots.Scripting;

/// <summary>Takes the pattern of a command to pieces.</summary>
internal sealed class CommandPatternReader(string pattern)
{
    private const int MaxArguments = 4;

    private readonly List<CommandPart> _parts = [];

    /// <summary>The pieces.</summary>
    /// <exception cref="ArgumentException">There is a mistake; the message tells the column and what to write.</exception>
    public IReadOnlyList<CommandPart> Read()
    {
        var position = Words.SkipBlanks(pattern, 0);
        if (pattern[position] == '{')
        {
            throw Mistake(position, "a command begins with a word, such as roll {sides:int}");
        }

        while (position < pattern.Length)
        {
            if (_parts.LastOrDefault() is CommandArgument { Type.TakesRest: true } rest)
            {
                throw Mistake(
                    position, $"{{{rest.Name}:text}} takes all that is left, so nothing can follow it: write {{{rest.Name}}} for one word");
            }

            position = Words.SkipBlanks(pattern, pattern[position] == '{' ? ReadArgument(position) : ReadWord(position));
        }

        return _parts;
    }

    private int ReadWord(int start)
    {
        var end = start;
        for (; end < pattern.Length && !char.IsWhiteSpace(pattern[end]); end++)
        {
            if (pattern[end] is '{' or '}')
            {
                throw Mistake(end, pattern[end] == '{' ? "write a blank before the {" : "a } without its {");
            }
        }

        _parts.Add(new CommandWord(pattern[start..end]));
        return end;
    }

    private int ReadArgument(int start)
    {
        var end = pattern.IndexOf('}', start);
        if (end < 0)
        {
            throw Mistake(start, "the { has no }: write {name} or {name:type}");
        }

        if (end + 1 < pattern.Length && !char.IsWhiteSpace(pattern[end + 1]))
        {
            throw Mistake(end + 1, "write a blank after the }");
        }

        if (_parts.Count(part => part is CommandArgument) == MaxArguments)
        {
            throw Mistake(start, $"a command has at most {MaxArguments} arguments: write {{rest:text}} and split it in the handler");
        }

        _parts.Add(Argument(start + 1, pattern[(start + 1)..end]));
        return end + 1;
    }

    private CommandArgument Argument(int start, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var declaration = equals < 0 ? text : text[..equals];
        var isNullable = declaration.EndsWith('?');
        declaration = declaration.TrimEnd('?');
        var colon = declaration.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? declaration : declaration[..colon];
        var typeName = colon < 0 ? "word" : declaration[(colon + 1)..];
        if (name.Length == 0 || !name.All(letter => char.IsLetterOrDigit(letter) || letter == '_'))
        {
            throw Mistake(start, $"\"{name}\" is no name: write {{name}}, {{name:type}}, {{name:type=default}} or {{name:type?}}");
        }

        if (_parts.OfType<CommandArgument>().Any(argument => argument.Name == name))
        {
            throw Mistake(start, $"there are two arguments \"{name}\": give one of them another name");
        }

        var type = ArgumentType.Named(typeName)
            ?? throw Mistake(start + colon + 1, $"there is no type \"{typeName}\": write one of {ArgumentType.Names}");
        if (isNullable && equals >= 0)
        {
            throw Mistake(start + equals - 1, "an argument with a default may be left out anyway: write no ?");
        }

        var fallback = equals < 0 ? null : text[(equals + 1)..];
        var value = fallback is null
            ? null
            : type.TryReadAll(fallback) ?? throw Mistake(start + equals + 1, $"the default does not fit: {type.Refuse(fallback)}");
        var usage = fallback is not null ? $"[{name}={fallback}]" : isNullable ? $"[{name}]" : $"<{name}>";
        return new CommandArgument(_parts.Count(part => part is CommandArgument), name, type, isNullable || fallback is not null, value, usage);
    }

    private ArgumentException Mistake(int position, string what) =>
        new($"OnCommand(\"{pattern}\"), column {position + 1}: {what}");
}

namespace IcqBots.Scripting;

/// <summary>A text that begins with the words of a command: its arguments, or what is wrong with them.</summary>
internal sealed class CommandReading(string text, IReadOnlyList<CommandPart> parts, object?[] values)
{
    /// <summary>The arguments, in the order of the pattern.</summary>
    public IReadOnlyList<object?> Values => values;

    /// <summary>What is wrong, for the person who wrote the text; null when it is a command.</summary>
    public string? Problem { get; private set; }

    /// <summary>How far the text was understood.</summary>
    public int Reached { get; private set; } = -1;

    /// <summary>Reads the text; false when it does not begin with the first <paramref name="nameCount"/> parts.</summary>
    public bool Run(int nameCount)
    {
        var position = 0;
        for (var part = 0; part < nameCount; part++)
        {
            position = Words.SkipBlanks(text, position);
            if (!IsWord(position, (CommandWord)parts[part], out position))
            {
                return false;
            }
        }

        if (TryRead(nameCount, position))
        {
            Problem = null;
        }

        return true;
    }

    /// <summary>Tries all that the arguments can be, the longest first, until the rest of the text fits the rest of the parts.</summary>
    private bool TryRead(int part, int position)
    {
        position = Words.SkipBlanks(text, position);
        if (part == parts.Count)
        {
            return position == text.Length || Fail(position, $"{Words.Quote(text[position..])} is too much");
        }

        if (parts[part] is CommandWord word)
        {
            return IsWord(position, word, out var end) ? TryRead(part + 1, end) : Fail(position, Missing(position, $"\"{word.Text}\""));
        }

        var argument = (CommandArgument)parts[part];
        var any = false;
        foreach (var (value, end) in argument.Type.Read(text, position))
        {
            any = true;
            values[argument.Index] = value;
            if (TryRead(part + 1, end))
            {
                return true;
            }
        }

        if (!any)
        {
            Fail(position, Words.Read(text, position) is { } wrong ? argument.Type.Refuse(wrong.Text) : $"<{argument.Name}> is missing");
        }

        values[argument.Index] = argument.Default;
        return argument.IsOptional && TryRead(part + 1, position);
    }

    private bool IsWord(int position, CommandWord word, out int end)
    {
        var read = Words.Read(text, position);
        end = read?.End ?? position;
        return read is { IsQuoted: false } found && found.Text.Equals(word.Text, StringComparison.OrdinalIgnoreCase);
    }

    private string Missing(int position, string what) =>
        Words.Read(text, position) is { } found ? $"{what} is missing before {Words.Quote(found.Text)}" : $"{what} is missing";

    /// <summary>Of several ways to read a text, the one that got furthest tells best what is wrong.</summary>
    private bool Fail(int position, string problem)
    {
        if (position > Reached)
        {
            Reached = position;
            Problem = problem;
        }

        return false;
    }
}

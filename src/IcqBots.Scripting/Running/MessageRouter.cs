namespace IcqBots.Scripting.Running;

/// <summary>Decides which handlers of a bot's scripts a text message is for.</summary>
public static class MessageRouter
{
    private const int ShownCommands = 10;

    /// <summary>
    /// What to run, in order: the command that the message is, or the answer to one that is written wrong, or the list of commands that it
    /// asks for; else every OnMessage. Called on the bot's script thread; runs no code of the scripts.
    /// </summary>
    /// <param name="scripts">The scripts of the bot.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="message">The message.</param>
    /// <param name="proof">Whether it has the one-time code that is asked for; null where none is.</param>
    public static IReadOnlyList<HandlerRun> Route(
        IReadOnlyList<ScriptInstance> scripts, IScriptBot bot, IncomingMessage message, Proof? proof = null)
    {
        proof ??= new Proof(message, check: null);
        return RouteCommand(scripts, bot, message, proof) is { } run
            ? [run]
            : [.. scripts.SelectMany(script => script.Handlers.For(message, proof))];
    }

    /// <summary>Says of each command that no text gets to, because one before it is for everybody and takes the same texts, where both are.</summary>
    /// <param name="commands">Those of all scripts of a bot, in their order.</param>
    public static IReadOnlyList<string> NeverReached(IEnumerable<Command> commands)
    {
        var first = new Dictionary<string, Command>();
        var mistakes = new List<string>();
        foreach (var command in commands)
        {
            if (first.TryGetValue(command.Pattern.Shape, out var other))
            {
                mistakes.Add($"{command.Place}: nobody gets to the command \"{command.Pattern.Text}\": {other.Place} has the same one, and comes first");
            }
            else if (command.IsForEverybody)
            {
                first.Add(command.Pattern.Shape, command);
            }
        }

        return mistakes;
    }

    private static HandlerRun? RouteCommand(IReadOnlyList<ScriptInstance> scripts, IScriptBot bot, IncomingMessage message, Proof proof)
    {
        Command[] commands = [.. scripts.SelectMany(script => script.Handlers.Commands).Where(command => command.Admits(message))];
        var text = message.Text.Trim();
        if (commands.Length == 0)
        {
            return null;
        }

        if (!text.StartsWith(bot.CommandPrefix, StringComparison.OrdinalIgnoreCase))
        {
            Trace.Current?.Note($"no command: it does not begin with \"{bot.CommandPrefix}\"");
            return null;
        }

        text = text[bot.CommandPrefix.Length..].TrimStart();
        var order = proof.NeedsCode ? message.With(proof.Text) : message;
        var orderText = proof.NeedsCode ? proof.Text.Trim()[Math.Min(bot.CommandPrefix.Length, proof.Text.Trim().Length)..].TrimStart() : text;
        var readings = commands
            .Select(command => (Command: command, Reading: command.Pattern.Read(command.NeedsProof ? orderText : text)))
            .Where(each => each.Reading is not null)
            .OrderByDescending(each => each.Command.Pattern.WordCount)
            .ToArray();
        if (Array.Find(readings, each => each.Reading!.Problem is null) is { Command: { } command, Reading: { } reading })
        {
            Trace.Current?.Note($"{command.Place}: it is the command \"{command.Pattern.Text}\"");
            return !command.NeedsProof ? command.RunFor(message, reading.Values)
                : proof.Problem is { } lacking ? command.Telling(message, lacking)
                : command.RunFor(order, reading.Values);
        }

        var help = new CommandHelp(commands, bot.CommandPrefix);
        if (help.Answer(text) is { } answer)
        {
            Trace.Current?.Note("it asks for the list of the commands");
            return commands[0].Telling(message, answer);
        }

        // The one that has understood most of the text knows best what is wrong with it.
        var nearest = readings.OrderByDescending(each => each.Reading!.Reached).FirstOrDefault();
        if (nearest.Reading is not { Problem: { } problem })
        {
            Trace.Current?.Note(
                $"no command: it is none of {string.Join(", ", commands.Take(ShownCommands).Select(each => $"\"{each.Usage}\""))}"
                + (commands.Length > ShownCommands ? $" and {commands.Length - ShownCommands} more" : ""));
            return null;
        }

        Trace.Current?.Note($"{nearest.Command.Place}: it is the command \"{nearest.Command.Pattern.Text}\", but {problem}");
        return nearest.Command.Telling(message, help.Usage(nearest.Command, problem));
    }
}

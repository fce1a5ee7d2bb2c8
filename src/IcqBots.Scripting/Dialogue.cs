using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>Questions of a script to one person.</summary>
internal sealed class Dialogue(IScriptBot bot, Uin person)
{
    /// <summary>How often a question is asked again when the answer is none.</summary>
    private const int MaxRepeats = 3;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    public async Task<string> AskAsync(string question, TimeSpan? limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        var wait = limit ?? _limit;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(limit));
        if (!cancellationToken.CanBeCanceled)
        {
            // As it is, without the moment that a linked one needs: nobody answers a version of a script that has just ended.
            return (await bot.AskAsync(person, question, wait, bot.Stopping)).Text;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(bot.Stopping, cancellationToken);
        return (await bot.AskAsync(person, question, wait, either.Token)).Text;
    }

    public async Task<T> AskAsync<T>(string question, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var type = ArgumentType.Of(typeof(T))
            ?? throw new NotSupportedException($"Nobody can be asked for a {typeof(T).Name}; the types are {ArgumentType.ClrNames}");
        return (T)await RepeatAsync(question, limit, type.TryReadAll, answer => type.Refuse(answer), cancellationToken);
    }

    public async Task<string> ChooseAsync(string question, IReadOnlyList<string> choices, TimeSpan? limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0)
        {
            throw new ArgumentException("There is nothing to choose from", nameof(choices));
        }

        var all = string.Join(", ", choices);
        return (string)await RepeatAsync(
            $"{question} ({all})",
            limit,
            answer => choices.FirstOrDefault(choice => choice.Equals(answer, StringComparison.OrdinalIgnoreCase)),
            answer => $"{Words.Quote(answer)} is none of these",
            cancellationToken);
    }

    private async Task<object> RepeatAsync(
        string question, TimeSpan? limit, Func<string, object?> read, Func<string, string> refuse, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        var ask = question;
        for (var repeats = 0; repeats <= MaxRepeats; repeats++)
        {
            var answer = (await AskAsync(ask, limit, cancellationToken)).Trim();
            if (read(answer) is { } value)
            {
                return value;
            }

            ask = $"{refuse(answer)}. {question}";
        }

        throw new NoAnswerException(person, $"{person} has given no answer that fits the question");
    }
}

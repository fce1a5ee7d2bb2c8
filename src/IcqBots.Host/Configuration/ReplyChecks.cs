namespace IcqBots.Host.Configuration;

/// <summary>Finds the mistakes in what a bot answers by itself that no value shows alone.</summary>
internal sealed class ReplyChecks(EntryPlaces places, MistakeList mistakes)
{
    /// <summary>Checks one bot.</summary>
    public void Run(BotEntry bot)
    {
        if (bot.AwayReply is { } away)
        {
            CheckForward(bot, away, nameof(away.ForwardTo), away.ForwardTo?.Value);
            CheckEmpty(away, nameof(away.Words), away.Words.Count);
        }

        foreach (var rule in bot.AutoReply)
        {
            CheckForward(bot, rule, nameof(rule.ForwardTo), rule.ForwardTo?.Value);
            CheckAnswer(rule);
            if (rule.When is { } when)
            {
                CheckWhen(when);
            }
        }
    }

    private void CheckAnswer(AutoReplyEntry rule)
    {
        var spot = places.Of(rule);
        CheckEmpty(rule, nameof(rule.Answer), rule.Answer.Count);
        if (!spot.Keys.ContainsKey(nameof(rule.Answer)) && !spot.Keys.ContainsKey(nameof(rule.ForwardTo)))
        {
            mistakes.Add(spot.Place, "a rule needs an \"answer\", or \"forward-to\"");
        }

        foreach (var answer in rule.Answer)
        {
            if (string.IsNullOrWhiteSpace(answer.Text) && spot.Values.TryGetValue(nameof(rule.Answer), out var place))
            {
                mistakes.Add(place, "\"answer\" must not be empty");
            }

            foreach (var mistake in answer.MistakesWith(rule.When?.Regex))
            {
                mistakes.Add(answer.PlaceOf?.Invoke(mistake) ?? spot.Place, $"\"answer\": {mistake.Message}");
            }
        }
    }

    private void CheckWhen(WhenEntry when)
    {
        var spot = places.Of(when);
        if (spot.Keys.Count == 0)
        {
            mistakes.Add(spot.Place, "\"when\" has no condition; leave it out for a rule that is for all messages");
        }

        CheckEmpty(when, nameof(when.Text), when.Text.Count);
        CheckEmpty(when, nameof(when.Contains), when.Contains.Count);
        CheckEmpty(when, nameof(when.Status), when.Status.Count);
        CheckEmpty(when, nameof(when.From), when.From.Count);
    }

    private void CheckEmpty(object entry, string property, int count)
    {
        if (count == 0 && places.Of(entry).Values.TryGetValue(property, out var place))
        {
            mistakes.Add(place, $"\"{EntryKey.Hyphenated(property)}\" is an empty list");
        }
    }

    private void CheckForward(BotEntry bot, object entry, string property, uint? to)
    {
        if (to == bot.Uin.Value && places.Of(entry).Values.TryGetValue(property, out var place))
        {
            mistakes.Add(place, $"\"{EntryKey.Hyphenated(property)}\" names the bot itself");
        }
    }
}

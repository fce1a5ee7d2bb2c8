using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;

namespace IcqBots.Host.Subscriptions;

/// <summary>What people are told about one list: the texts of bots.yaml, and others where it has none.</summary>
internal sealed class SubscriptionTexts(SubscriptionEntry list)
{
    /// <summary>What somebody is asked who subscribes.</summary>
    public TextTemplate Question { get; } = list.Question
        ?? Of($"Reply {list.Yes[0].ToUpperInvariant()} to subscribe to {list.Name}.");

    /// <summary>What somebody gets who has subscribed.</summary>
    public TextTemplate Welcome { get; } = list.Welcome
        ?? Of($"You have subscribed to {list.Name}. To leave it, write: {list.Unsubscribe[0]}");

    /// <summary>What somebody gets who subscribes again.</summary>
    public TextTemplate Already { get; } = list.Already
        ?? Of($"You have subscribed to {list.Name} already. To leave it, write: {list.Unsubscribe[0]}");

    /// <summary>What somebody gets who has unsubscribed.</summary>
    public TextTemplate Goodbye { get; } = list.Goodbye
        ?? Of($"You get nothing of {list.Name} any more. To come back, write: {list.Subscribe[0]}");

    /// <summary>What somebody gets who unsubscribes and is not subscribed.</summary>
    public TextTemplate NotSubscribed { get; } = list.NotSubscribed
        ?? Of($"You have not subscribed to {list.Name}. To do so, write: {list.Subscribe[0]}");

    /// <summary>What somebody gets of whom it is not certain who it is.</summary>
    public TextTemplate Unverified { get; } = Of(
        "This came over a direct connection, which does not prove who you are. Send it through the server, please.");

    /// <summary>Words of bots.yaml may have braces.</summary>
    private static TextTemplate Of(string text) =>
        TextTemplate.Parse(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
}

using System.ComponentModel.DataAnnotations;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>What becomes of messages that come while a bot is away.</summary>
public sealed record AwayReplyEntry
{
    /// <summary>Whether the bot sends its away message to people who write through the server, and keeps what they write.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often one person gets it: once in an away <c>period</c>, once in a time such as <c>1h</c>, or for each <c>message</c>.</summary>
    public OncePer OncePer { get; init; } = OncePer.Period;

    /// <summary>How many texts are kept for the bot's admins; beyond that the oldest go.</summary>
    [Range(0, 10_000, ErrorMessage = "must be from 0 to 10000")]
    public int Keep { get; init; } = 500;

    /// <summary>What an admin writes to get the texts that were kept.</summary>
    public IReadOnlyList<MatchText> Words { get; init; } = [new("messages")];

    /// <summary>Who gets the texts as they come; then none are kept.</summary>
    public Uin? ForwardTo { get; init; }
}

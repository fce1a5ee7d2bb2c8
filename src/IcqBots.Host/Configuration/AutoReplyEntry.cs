using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using YamlDotNet.Serialization;

namespace IcqBots.Host.Configuration;

/// <summary>A rule by which a bot answers texts without a script.</summary>
public sealed record AutoReplyEntry
{
    /// <summary>The name in logs and traces, unique within the bot.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public required string Name { get; init; }

    /// <summary>Which messages it is for; left out: all.</summary>
    public WhenEntry? When { get; init; }

    /// <summary>The answer; of several one is taken at random.</summary>
    public IReadOnlyList<AnswerTemplate> Answer { get; init; } = [];

    /// <summary>How often one person gets it: for each <c>message</c>, once in a time such as <c>1h</c>, or once in an away <c>period</c>.</summary>
    public OncePer OncePer { get; init; } = OncePer.Message;

    /// <summary>Who gets the message, too.</summary>
    public Uin? ForwardTo { get; init; }

    /// <summary>Whether scripts get the message all the same.</summary>
    public bool Continue { get; init; }
}

/// <summary>What a message must be like for a rule; all that is given must hold.</summary>
public sealed record WhenEntry
{
    /// <summary>The whole text is one of these, whatever its capitals.</summary>
    public IReadOnlyList<MatchText> Text { get; init; } = [];

    /// <summary>One of these is somewhere in the text, whatever its capitals.</summary>
    public IReadOnlyList<MatchText> Contains { get; init; } = [];

    /// <summary>A regular expression of .NET that is found in the text, whatever its capitals. Its groups can be named in the answer.</summary>
    public Regex? Regex { get; init; }

    /// <summary>Whether the text matters.</summary>
    [YamlIgnore]
    public bool AsksForText => Text.Count > 0 || Contains.Count > 0 || Regex is not null;

    /// <summary>Whether it is the sender's first message to the bot.</summary>
    public bool? FirstContact { get; init; }

    /// <summary>Whether the sender is missing from the bot's contact list.</summary>
    public bool? Stranger { get; init; }

    /// <summary>The bot's status is one of these.</summary>
    public IReadOnlyList<OnlineStatus> Status { get; init; } = [];

    /// <summary>It is between these hours, such as 08:00-18:00 or MON-FRI 08:00-18:00, in the bot's time zone.</summary>
    public Hours? Between { get; init; }

    /// <summary>The sender is one of these.</summary>
    public IReadOnlyList<Uin> From { get; init; } = [];
}

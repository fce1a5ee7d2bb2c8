using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Templates;

namespace IcqBots.Host.Configuration;

/// <summary>A list to which people subscribe with a word, and which broadcasts can be sent to.</summary>
public sealed record SubscriptionEntry
{
    private const string NameRule = "must be lower-case letters, digits, - and _";

    /// <summary>The name, unique within the bot: lower-case letters, digits, - and _.</summary>
    [MinLength(1, ErrorMessage = NameRule)]
    [RegularExpression("[a-z0-9_-]+", ErrorMessage = NameRule)]
    public required string Name { get; init; }

    /// <summary>The words with which people subscribe: the whole text, whatever its capitals.</summary>
    [MinLength(1, ErrorMessage = "must name a word")]
    public IReadOnlyList<string> Subscribe { get; init; } = ["subscribe"];

    /// <summary>The words with which people unsubscribe.</summary>
    [MinLength(1, ErrorMessage = "must name a word")]
    public IReadOnlyList<string> Unsubscribe { get; init; } = ["unsubscribe"];

    /// <summary>Whether somebody who subscribes is asked first, and must answer with one of <c>yes</c>.</summary>
    public bool Confirm { get; init; }

    /// <summary>The words that confirm.</summary>
    [MinLength(1, ErrorMessage = "must name a word")]
    public IReadOnlyList<string> Yes { get; init; } = ["yes"];

    /// <summary>How long a confirmation is waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00", ErrorMessage = "must be from 10s to 7d")]
    public TimeSpan ConfirmWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What somebody is asked who subscribes, where <c>confirm</c> is true.</summary>
    [NotBlank]
    public TextTemplate? Question { get; init; }

    /// <summary>What somebody gets who has subscribed.</summary>
    [NotBlank]
    public TextTemplate? Welcome { get; init; }

    /// <summary>What somebody gets who subscribes again.</summary>
    [NotBlank]
    public TextTemplate? Already { get; init; }

    /// <summary>What somebody gets who has unsubscribed.</summary>
    [NotBlank]
    public TextTemplate? Goodbye { get; init; }

    /// <summary>What somebody gets who unsubscribes and is not subscribed.</summary>
    [NotBlank]
    public TextTemplate? NotSubscribed { get; init; }

    /// <summary>When broadcasts to this list disturb nobody, where the broadcast itself says nothing.</summary>
    public QuietHoursEntry? QuietHours { get; init; }
}

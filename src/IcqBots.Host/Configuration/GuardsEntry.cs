using System.ComponentModel.DataAnnotations;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>What keeps a bot from answering automatically without end.</summary>
public sealed record GuardsEntry
{
    /// <summary>Whether there are any guards.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// How many messages of a person and answers to them may follow each other faster than people write. Rules that ask for the text may go on for as
    /// many again, each once.
    /// </summary>
    [Range(2, 1000, ErrorMessage = "must be from 2 to 1000")]
    public int MaxExchanges { get; init; } = 3;

    /// <summary>Who answers an automatic answer within this time is taken for a program.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "must be from 100ms to 1m")]
    public TimeSpan ExchangeGap { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same text of a person again is answered only when it has not come for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24.00:00:00", ErrorMessage = "must be at most 24d")]
    public TimeSpan SameText { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many messages of one person are answered.</summary>
    public MessageRate PerSender { get; init; } = new(20, TimeSpan.FromMinutes(1));

    /// <summary>How many messages are answered in all.</summary>
    public MessageRate PerBot { get; init; } = new(600, TimeSpan.FromMinutes(1));

    /// <summary>What somebody is told once who goes beyond <c>per-sender</c>; an empty text: nothing.</summary>
    public TextTemplate Notice { get; init; } =
        TextTemplate.Parse("You write faster than I can answer. I answer again after a while of silence.");

    /// <summary>How long they get no answer then. Each further time it is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24.00:00:00", ErrorMessage = "must be from 1s to 24d")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest silence. Who keeps within <c>per-sender</c> for so long is forgiven.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24.00:00:00", ErrorMessage = "must be from 1s to 24d")]
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The silence that becomes a ban; 0: none does.</summary>
    [Range(0, 1000, ErrorMessage = "must be from 0 to 1000")]
    public int BanAfter { get; init; } = 5;

    /// <summary>How long a ban lasts.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "must be from 1m to 365d")]
    public TimeSpan BanTime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Who is never answered automatically.</summary>
    public IReadOnlyList<Uin> Never { get; init; } = [];

    /// <summary>Whether scripts get no messages either that are not answered.</summary>
    public bool Scripts { get; init; }
}

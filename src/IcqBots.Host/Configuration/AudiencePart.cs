using System.ComponentModel.DataAnnotations;
using IcqBots.Protocol;
using YamlDotNet.Serialization;

namespace IcqBots.Host.Configuration;

/// <summary>Some of those who get a broadcast.</summary>
public sealed record AudiencePart
{
    private static readonly Dictionary<string, AudienceKind> _words = new()
    {
        ["contacts"] = AudienceKind.Contacts,
        ["online"] = AudienceKind.Online,
        ["everyone"] = AudienceKind.Everyone,
    };

    /// <summary>A file, relative to bots.yaml: CSV with a column <c>uin</c>, or a UIN a line.</summary>
    [MinLength(1, ErrorMessage = "must not be empty")]
    public string? File { get; init; }

    /// <summary>The name of a list in the bot's <c>subscriptions</c>.</summary>
    public string? Subscribers { get; init; }

    /// <summary>What they are.</summary>
    [YamlIgnore]
    public AudienceKind Kind
    {
        get => File is not null ? AudienceKind.File : Subscribers is not null ? AudienceKind.Subscribers : field;
        init;
    }

    /// <summary>The person, where it is one.</summary>
    [YamlIgnore]
    public Uin Person { get; init; }

    /// <summary>The words that stand for several people.</summary>
    public static IReadOnlyCollection<string> Words => _words.Keys;

    /// <summary>As it is written in bots.yaml, or in a command line.</summary>
    public override string ToString() => Kind switch
    {
        AudienceKind.Person => Person.ToString(),
        AudienceKind.File => $"file:{File}",
        AudienceKind.Subscribers => $"subscribers:{Subscribers}",
        var kind => _words.First(word => word.Value == kind).Key,
    };

    /// <summary>A person, or a word for several; null where it is neither.</summary>
    public static AudiencePart? Parse(string text) =>
        _words.TryGetValue(text, out var kind) ? new AudiencePart { Kind = kind }
        : Uin.TryParse(text, null, out var uin) ? new AudiencePart { Person = uin }
        : null;

    /// <summary>The same, or <c>file:PATH</c> or <c>subscribers:NAME</c>, as command lines have them; null where it is none.</summary>
    public static AudiencePart? ParseArgument(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':', 2) switch
        {
            ["file", { Length: > 0 } path] => new AudiencePart { File = path },
            ["subscribers", { Length: > 0 } name] => new AudiencePart { Subscribers = name },
            _ => Parse(text),
        };
    }
}

/// <summary>The kinds of people who get a broadcast.</summary>
public enum AudienceKind
{
    /// <summary>One person.</summary>
    Person,

    /// <summary>Everybody on the bot's contact list.</summary>
    Contacts,

    /// <summary>Everybody on the bot's contact list who is online when the broadcast begins.</summary>
    Online,

    /// <summary>Everybody who has ever written to the bot.</summary>
    Everyone,

    /// <summary>The people of a file.</summary>
    File,

    /// <summary>The people who have subscribed to a list.</summary>
    Subscribers,
}

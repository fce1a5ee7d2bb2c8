using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Scripting;

namespace IcqBots.Host.Broadcasts;

/// <summary>Finds out who the people are for whom a broadcast of one bot is.</summary>
/// <param name="bot">The bot, which itself is never among them.</param>
/// <param name="people">Who has ever written.</param>
/// <param name="subscribers">The subscribers of a list; null where there is no such list.</param>
/// <param name="folder">What paths are relative to.</param>
internal sealed class AudienceReader(IScriptBot bot, People people, Func<string, IReadOnlyList<Uin>?> subscribers, string folder)
{
    /// <summary>A broadcast is for no more people.</summary>
    public const int MaxPeople = 200_000;

    /// <summary>The people, each once, in the order in which they are named; and what is no person.</summary>
    /// <exception cref="IOException">What the bot keeps cannot be read.</exception>
    public (IReadOnlyList<Uin> People, IReadOnlyList<Unreached> Unusable) Read(IReadOnlyList<AudiencePart> parts)
    {
        var found = new HashSet<Uin> { bot.Uin };
        var inOrder = new List<Uin>();
        var unusable = new List<Unreached>();
        foreach (var part in parts)
        {
            foreach (var uin in PeopleOf(part, unusable).Where(found.Add))
            {
                inOrder.Add(uin);
            }
        }

        if (inOrder.Count > MaxPeople)
        {
            unusable.Add(new Unreached($"{inOrder.Count - MaxPeople} people", $"a broadcast goes to {MaxPeople} people at the most"));
            inOrder.RemoveRange(MaxPeople, inOrder.Count - MaxPeople);
        }

        return (inOrder, unusable);
    }

    private IEnumerable<Uin> PeopleOf(AudiencePart part, List<Unreached> unusable)
    {
        switch (part.Kind)
        {
            case AudienceKind.Contacts:
                return bot.Contacts.Select(contact => contact.Uin);
            case AudienceKind.Online:
                return bot.Contacts.Where(contact => contact.IsOnline).Select(contact => contact.Uin);
            case AudienceKind.Everyone:
                return people.Everyone();
            case AudienceKind.File:
                var (ofFile, bad) = RecipientFile.Read(Path.GetFullPath(part.File!, folder), part.File!);
                unusable.AddRange(bad);
                return ofFile;
            case AudienceKind.Subscribers when subscribers(part.Subscribers!) is { } list:
                return list;
            case AudienceKind.Subscribers:
                unusable.Add(new Unreached($"{part}", $"{bot.Name} has no subscriptions of that name"));
                return [];
            default:
                return [part.Person];
        }
    }
}

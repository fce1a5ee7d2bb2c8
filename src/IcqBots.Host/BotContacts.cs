using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Storage;

namespace IcqBots.Host;

/// <summary>
/// Who is on the contact list of a bot: the contacts of bots.yaml, with those who were added and without those who were removed while it ran.
/// What bots.yaml newly says counts for more than what was done before.
/// </summary>
internal sealed class BotContacts(BotEntry entry, BotDatabase database)
{
    /// <summary>No script can have this name: it is none of a file.</summary>
    private const string Owner = "contacts/";

    private const string Added = "added";
    private const string Removed = "removed";

    private readonly HashSet<Uin> _ofFile = [.. entry.Contacts];

    /// <summary>The list at the start of the bot; that of bots.yaml alone where the rest cannot be read, which the log tells.</summary>
    public IReadOnlyList<Uin> Load()
    {
        try
        {
            List<Uin> contacts = [.. entry.Contacts];
            List<Change> outdated = [];
            foreach (var key in database.Keys(entry.Name, Owner, ""))
            {
                if (!Uin.TryParse(key, null, out var uin) || database.Get(At(uin)) is not { } what || _ofFile.Contains(uin) == (what == Added))
                {
                    // bots.yaml has taken somebody in who was added, or left out who was removed: from now on that is its affair.
                    outdated.Add(new StateChange(new StateKey(entry.Name, Owner, key), null, null));
                }
                else if (what == Added)
                {
                    contacts.Add(uin);
                }
                else
                {
                    contacts.RemoveAll(contact => contact == uin);
                }
            }

            if (outdated.Count > 0)
            {
                database.Write(outdated, onWritten: null);
            }

            return contacts;
        }
        catch (IOException)
        {
            return entry.Contacts;
        }
    }

    /// <summary>Keeps that somebody was added.</summary>
    public void Add(Uin uin) => database.Write(new StateChange(At(uin), _ofFile.Contains(uin) ? null : Added, null));

    /// <summary>Keeps that somebody was removed.</summary>
    public void Remove(Uin uin) => database.Write(new StateChange(At(uin), _ofFile.Contains(uin) ? Removed : null, null));

    private StateKey At(Uin uin) => new(entry.Name, Owner, $"{uin}");
}

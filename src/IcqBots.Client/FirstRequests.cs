using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>The lists that a client tells after its login.</summary>
/// <param name="Contacts">Whose presence it wants to know.</param>
/// <param name="Visible">Who sees it also while it is invisible.</param>
/// <param name="Invisible">Who must not see it.</param>
internal sealed record FirstLists(IReadOnlyList<Uin> Contacts, IReadOnlyList<Uin> Visible, IReadOnlyList<Uin> Invisible)
{
    /// <summary>What to tell of a list that has grown: all of it, since the server may forget the packet before, if one packet holds it.</summary>
    public static Uin[] OneOrAll(IReadOnlyCollection<Uin> list, Uin one) => list.Count <= ContactListPacket.MaxContacts ? [.. list] : [one];
}

/// <summary>
/// What a client asks after its login: who of its contacts is online, and for the stored messages. It asks again for what has been
/// acknowledged but not answered: open servers never repeat an answer that was lost, but they answer again. Guarded by the session's lock.
/// </summary>
internal sealed class FirstRequests(
    Func<FirstLists> lists, ServerNature nature, ReliableLink link, SendPacket send, Action onStoredDeleted, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private const int MaxRequests = 3;
    private const int MaxRemembered = 10_000;

    private readonly HashSet<ushort> _refused = [];
    private readonly Dictionary<ReceiveMessagePacket, int> _taken = [];
    private readonly Dictionary<ReceiveMessagePacket, int> _seenSinceRequest = [];
    private FirstLists _lists = new([], [], []);
    private int _toldContacts;
    private int _awaitedLists;
    private int _messageRequests;
    private ushort _firstMessage;
    private bool _awaitsContacts = true;
    private bool _awaitsMessages = true;
    private int _requests;

    /// <summary>When <see cref="OnTick"/> has something to do.</summary>
    public long NextTick { get; private set; } = long.MaxValue;

    /// <summary>Tells the lists and asks; the session calls it once to begin.</summary>
    public void Begin()
    {
        // As they are now: who was added while the login went on is told in no other way.
        _lists = lists();
        SendContacts();
        SendChunks(_lists.Invisible, chunk => new InvisibleListPacket(chunk));
        SendChunks(_lists.Visible, chunk => new VisibleListPacket(chunk));
        SendMessagesRequest();
        AwaitAnswers();
    }

    /// <summary>Asks again. True when the server will not tell any more who is online, for want of an answer.</summary>
    public bool OnTick()
    {
        if (time.GetTimestamp() < NextTick)
        {
            return false;
        }

        if (_requests >= MaxRequests)
        {
            NextTick = long.MaxValue;
            return OnContactsTold();
        }

        if (_awaitsContacts)
        {
            SendContacts();
        }

        if (_awaitsMessages)
        {
            SendMessagesRequest();
        }

        AwaitAnswers();
        return false;
    }

    /// <summary>Takes 021C. True when it was the last one: the server has told who is online.</summary>
    public bool OnContactListDone() => --_awaitedLists == 0 && !SendMoreContacts() && OnContactsTold();

    /// <summary>
    /// Takes a stored message, and hands it to <paramref name="take"/> unless it has come before in answer to an earlier request.
    /// </summary>
    public Taking TakeStored(ReceiveMessagePacket message, ushort sequence, Func<Taking> take)
    {
        var taking = Taking.Taken;
        var seen = _seenSinceRequest.GetValueOrDefault(message) + 1;
        if (_messageRequests == 1 || seen > _taken.GetValueOrDefault(message))
        {
            taking = take();
            if (taking == Taking.Refused)
            {
                _refused.Add(sequence);
                return taking;
            }

            _refused.Remove(sequence);
            Count(_taken, message);
        }

        Count(_seenSinceRequest, message);
        return taking;
    }

    /// <summary>
    /// Takes 00E6, and has the stored messages deleted. Not while one of them is refused for want of room, or missing: false, since a
    /// server that sends again sends both again. One that does not is asked again; in the end the messages are there at the next login.
    /// </summary>
    public bool TryEndMessages(ushort sequence)
    {
        var isComplete = _refused.Count == 0 && link.HasAccepted(_firstMessage, sequence);
        if (isComplete && _awaitsMessages)
        {
            _awaitsMessages = false;
            send(new OfflineMessagesAckPacket(), isDone =>
            {
                if (isDone)
                {
                    onStoredDeleted();
                }
            });
        }

        return isComplete || (!nature.IsRobust && _refused.Count == 0);
    }

    private void SendContacts()
    {
        // Open OSCAR Server forgets the packet before; it is told of the others one by one. An empty list is sent too: it is answered.
        _toldContacts = nature.IsRobust ? _lists.Contacts.Count : Math.Min(_lists.Contacts.Count, ContactListPacket.MaxContacts);
        SendContacts(_lists.Contacts.Take(_toldContacts));
    }

    private void SendContacts(IEnumerable<Uin> contacts)
    {
        // One packet holds 255 contacts.
        var chunks = contacts.Chunk(ContactListPacket.MaxContacts).DefaultIfEmpty([]).ToArray();
        _awaitedLists = chunks.Length;
        Array.ForEach(chunks, chunk => send(new ContactListPacket(chunk)));
    }

    /// <summary>Tells the contacts that the server was not told. True when it answers that: it has turned out meanwhile to add lists up.</summary>
    private bool SendMoreContacts()
    {
        var rest = _lists.Contacts.Skip(_toldContacts).ToArray();
        _toldContacts = _lists.Contacts.Count;
        if (rest.Length > 0 && nature.IsRobust)
        {
            SendContacts(rest);
            return true;
        }

        Array.ForEach(rest, contact => send(new AddToListPacket(contact)));
        return false;
    }

    private void SendMessagesRequest()
    {
        _messageRequests++;
        _seenSinceRequest.Clear();
        _firstMessage = link.NextReceived;
        send(new OfflineMessagesRequestPacket());
    }

    private void SendChunks(IReadOnlyList<Uin> uins, Func<Uin[], ClientPacket> packet)
    {
        foreach (var chunk in uins.Chunk(ContactListPacket.MaxContacts))
        {
            send(packet(chunk));
        }
    }

    private void AwaitAnswers()
    {
        _requests++;
        NextTick = _awaitsContacts || _awaitsMessages ? time.TimestampIn(AnswerTimeout) : long.MaxValue;
    }

    private bool OnContactsTold()
    {
        var first = _awaitsContacts;
        _awaitsContacts = false;
        return first;
    }

    private static void Count(Dictionary<ReceiveMessagePacket, int> counts, ReceiveMessagePacket message)
    {
        if (counts.Count < MaxRemembered)
        {
            counts[message] = counts.GetValueOrDefault(message) + 1;
        }
    }
}

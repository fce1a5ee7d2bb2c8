using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Transport;

namespace IcqBots.Client;

/// <summary>
/// What a client asks after its login: who of its contacts is online, and for the stored messages. It asks again for what has been
/// acknowledged but not answered: open servers never repeat an answer that was lost, but they answer again. Guarded by the session's lock.
/// </summary>
internal sealed class FirstRequests(IReadOnlyList<Uin> contacts, Action<ClientPacket> send, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private const int MaxRequests = 3;

    // One packet holds 255 contacts. An empty list is sent too: the server answers it.
    private readonly Uin[][] _lists = [.. contacts.Distinct().Chunk(ContactListPacket.MaxContacts).DefaultIfEmpty([])];
    private readonly HashSet<ushort> _refused = [];
    private int _awaitedLists;
    private bool _awaitsContacts = true;
    private bool _awaitsMessages = true;
    private int _requests;

    /// <summary>When <see cref="OnTick"/> has something to do.</summary>
    public long NextTick { get; private set; } = long.MaxValue;

    /// <summary>Asks for what has not been answered; the session calls it once to begin.</summary>
    public void Send()
    {
        _requests++;
        NextTick = _awaitsContacts || _awaitsMessages ? time.TimestampIn(AnswerTimeout) : long.MaxValue;
        if (_awaitsContacts)
        {
            _awaitedLists = _lists.Length;
            Array.ForEach(_lists, list => send(new ContactListPacket(list)));
        }

        if (_awaitsMessages)
        {
            send(new OfflineMessagesRequestPacket());
        }
    }

    /// <summary>Asks again. True when the server will not tell any more who is online, for want of an answer.</summary>
    public bool OnTick()
    {
        if (time.GetTimestamp() < NextTick)
        {
            return false;
        }

        if (_requests < MaxRequests)
        {
            Send();
            return false;
        }

        NextTick = long.MaxValue;
        return OnContactsTold();
    }

    /// <summary>Takes 021C. True when it was the last one: the server has told who is online.</summary>
    public bool OnContactListDone() => --_awaitedLists == 0 && OnContactsTold();

    /// <summary>Takes note of a stored message that was taken, or refused for want of room; the same.</summary>
    public bool OnStoredMessage(ushort sequence, bool taken)
    {
        if (taken)
        {
            _refused.Remove(sequence);
        }
        else
        {
            _refused.Add(sequence);
        }

        return taken;
    }

    /// <summary>
    /// Takes 00E6. False while a stored message is refused: the answer to 00E6 would have it deleted. A server that sends again sends
    /// both again; with others the message is there at the next login.
    /// </summary>
    public bool TryEndMessages()
    {
        _awaitsMessages &= _refused.Count > 0;
        return _refused.Count == 0;
    }

    private bool OnContactsTold()
    {
        var first = _awaitsContacts;
        _awaitsContacts = false;
        return first;
    }
}

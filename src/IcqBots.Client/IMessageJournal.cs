namespace IcqBots.Client;

/// <summary>Keeps received messages before they are acknowledged, so that none is lost between the acknowledgement and its handling.</summary>
public interface IMessageJournal
{
    /// <summary>
    /// Begins to keep a message. Afterwards, never before the call has returned, <paramref name="kept"/> is called once, in the order of the
    /// calls: with the message as it is to be handed over, or with null when it has been handed over before, and is only acknowledged.
    /// </summary>
    void Keep(MessageReceived message, Action<MessageReceived?> kept);

    /// <summary>
    /// The server has heard that it can delete the stored messages: those that were kept until now do not come again. Must not wait.
    /// </summary>
    void OnStoredDeleted();
}

/// <summary>What becomes of something that a server or peer tells.</summary>
internal enum Taking
{
    /// <summary>There is no room for it now: it is not acknowledged, and comes again.</summary>
    Refused,

    /// <summary>It is being kept, and acknowledged then.</summary>
    Pending,

    /// <summary>It is taken.</summary>
    Taken,
}

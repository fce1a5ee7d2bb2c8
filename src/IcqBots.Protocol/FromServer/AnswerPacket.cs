namespace IcqBots.Protocol.FromServer;

/// <summary>The answer to one request of the client, found by the number that the request carried.</summary>
public abstract record AnswerPacket : ServerPacket
{
    private protected AnswerPacket(ServerCommand command, ushort subSequence)
        : base(command) => SubSequence = subSequence;

    /// <summary>The SEQ_NUM among the parameters of the request.</summary>
    public ushort SubSequence { get; init; }
}

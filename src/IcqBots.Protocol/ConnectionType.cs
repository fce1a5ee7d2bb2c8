namespace IcqBots.Protocol;

/// <summary>Whether a client can be reached directly, 1 byte on the wire (X2 of LOGIN, X1 of USER_ONLINE).</summary>
public enum ConnectionType : byte
{
    /// <summary>It listens for peers at the address and port that it names.</summary>
    Direct = 4,

    /// <summary>It can be reached through the server only.</summary>
    ServerOnly = 6,
}

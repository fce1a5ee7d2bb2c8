using IcqBots.Protocol;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Client;

/// <summary>Something that a client tells its owner.</summary>
public abstract record ClientEvent
{
    private protected ClientEvent()
    {
    }
}

/// <summary>A message arrived.</summary>
/// <param name="From">Who sent it; a peer can claim any UIN.</param>
/// <param name="Type">Its kind, without the flag for several recipients.</param>
/// <param name="Text">Its text with LF line ends; structured types keep their separators.</param>
/// <param name="SentAt">When it was sent, as far as the server told, else when it arrived.</param>
/// <param name="Path">The way by which it came.</param>
public sealed record MessageReceived(Uin From, MessageType Type, string Text, DateTimeOffset SentAt, MessagePath Path) : ClientEvent
{
    /// <summary>True when the sender has sent it to several people at once.</summary>
    public bool ToSeveral { get; init; }

    /// <summary>True when the server has passed it on, or it came from where the server says that the sender is.</summary>
    public bool IsVerified { get; init; } = Path != MessagePath.Peer;

    /// <summary>Its number in the journal; 0: it was not kept.</summary>
    public long JournalId { get; init; }

    /// <summary>True when it was handed over before, and is again because the program ended before it was handled.</summary>
    public bool IsRedelivered { get; init; }
}

/// <summary>The server had stored a message, but has lost its type and text. Open OSCAR Server does this.</summary>
/// <param name="From">Who sent it.</param>
/// <param name="SentAt">When it was sent, as the server told.</param>
public sealed record MessageLost(Uin From, DateTimeOffset SentAt) : ClientEvent;

/// <summary>A packet of the server arrived whose layout, or purpose, nobody knows.</summary>
/// <param name="Packet">The packet.</param>
public sealed record PacketReceived(OpaquePacket Packet) : ClientEvent;

/// <summary>A contact came online, went offline, or changed its status.</summary>
/// <param name="Uin">The contact.</param>
/// <param name="Before">The status until now.</param>
/// <param name="Now">The status from now on.</param>
public sealed record ContactChanged(Uin Uin, OnlineStatus Before, OnlineStatus Now) : ClientEvent;

/// <summary>A peer asks for a chat, or offers files. Nothing happens until the request is answered.</summary>
/// <param name="Request">An <see cref="IncomingChat"/> or <see cref="IncomingFiles"/>.</param>
public sealed record RequestReceived(IncomingRequest Request) : ClientEvent;

namespace IcqBots.Protocol.FromClient;

/// <summary>SEND_TEXT_CODE (0438): log-off, or a request for an answer.</summary>
/// <remarks><code>
/// s  TEXT_CODE  may be missing
/// 2  X1         05 00; may be missing
/// </code>A log-off is not acknowledged. Open OSCAR Server takes every text code for a log-off, one without parameters too.</remarks>
public sealed record SendTextCodePacket(string TextCode) : ClientPacket(ClientCommand.SendTextCode)
{
    /// <summary>The text code that ends a session.</summary>
    public const string UserDisconnected = "B_USER_DISCONNECTED";

    /// <summary>The text code that asks the server for an answer at once, after many packets without an acknowledgement.</summary>
    public const string MessageAck = "B_MESSAGE_ACK";

    /// <summary>Unknown, usually 5.</summary>
    public ushort X1 { get; init; } = 5;

    internal static SendTextCodePacket Read(ref PacketReader reader) =>
        new(reader.ReadOptionalString()) { X1 = reader.ReadOptionalUInt16() };

    internal override void Write(PacketWriter writer)
    {
        writer.WriteString(TextCode);
        writer.WriteUInt16(X1);
    }
}

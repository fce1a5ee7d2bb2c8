namespace IcqBots.Protocol.FromServer;

/// <summary>RECEIVE_MESSAGE (00DC): a message that was stored while the client was offline.</summary>
/// <remarks><code>
/// 4  REMOTE_UIN
/// 2  YEAR     of the time in UTC, to the minute
/// 1  MONTH
/// 1  DAY
/// 1  HOUR
/// 1  MINUTE
/// 2  TYPE
/// s  MESSAGE
/// </code></remarks>
public sealed record ReceiveMessagePacket(
    Uin From,
    ushort Year,
    byte Month,
    byte Day,
    byte Hour,
    byte Minute,
    MessageType Type,
    string Text) : ServerPacket(ServerCommand.ReceiveMessage)
{
    /// <summary>The packet for a message that was sent at <paramref name="sentAt"/>; seconds are lost.</summary>
    public ReceiveMessagePacket(Uin from, DateTimeOffset sentAt, MessageType type, string text)
        : this(from, (ushort)sentAt.UtcDateTime.Year, (byte)sentAt.UtcDateTime.Month, (byte)sentAt.UtcDateTime.Day,
            (byte)sentAt.UtcDateTime.Hour, (byte)sentAt.UtcDateTime.Minute, type, text)
    {
    }

    /// <summary>When the message was sent, or null when the fields are not a date.</summary>
    public DateTimeOffset? SentAt =>
        Year is > 0 and < 10_000 && Month is >= 1 and <= 12 && Day >= 1 && Day <= DateTime.DaysInMonth(Year, Month)
        && Hour < 24 && Minute < 60
            ? new DateTimeOffset(Year, Month, Day, Hour, Minute, 0, TimeSpan.Zero)
            : null;

    internal static ReceiveMessagePacket Read(ref PacketReader reader)
    {
        var from = reader.ReadUin();
        var year = reader.ReadUInt16();
        var month = reader.ReadByte();
        var day = reader.ReadByte();
        var hour = reader.ReadByte();
        var minute = reader.ReadByte();
        var type = reader.ReadMessageType();
        return new ReceiveMessagePacket(from, year, month, day, hour, minute, type, reader.ReadMessage(type));
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(From);
        writer.WriteUInt16(Year);
        writer.WriteByte(Month);
        writer.WriteByte(Day);
        writer.WriteByte(Hour);
        writer.WriteByte(Minute);
        writer.WriteMessageType(Type);
        writer.WriteMessage(Type, Text);
    }
}

using System.Net;

namespace IcqBots.Protocol.FromServer;

/// <summary>LOGIN_REPLY (005A): the session has begun.</summary>
/// <remarks><code>
/// 4  USER_UIN
/// 4  USER_IP         the client's address as the server sees it
/// 2  LOGIN_SEQ_NUM   from LOGIN
/// …  X1 to X5        22 bytes in the specification, 23 in captures; no client reads them
/// </code></remarks>
public sealed record LoginReplyPacket(Uin Uin, IPAddress Address, ushort LoginSequence) : ServerPacket(ServerCommand.LoginReply)
{
    /// <summary>
    /// What the original server sent in 1998 behind the fields that are understood, and what Open OSCAR Server sends. Its bytes 12–19 read
    /// as seconds and counts: keep-alive 240, packet time-out 10, retry time-out 10, retries 5.
    /// </summary>
    public static ReadOnlyMemory<byte> CapturedTail { get; } = Convert.FromHexString("01000500000000008C000000F0000A000A0005000A0001");

    private static readonly byte[] SpecificationTail = Convert.FromHexString("01000100190016008C000000780005000A0005000100");

    /// <summary>
    /// What stands behind the fields that are understood: by default the values of the specification, with a keep-alive of 120 s.
    /// </summary>
    public ReadOnlyMemory<byte> Tail { get; init; } = SpecificationTail;

    internal static LoginReplyPacket Read(ref PacketReader reader) =>
        new(Uin: reader.ReadUin(), Address: reader.ReadAddress(), LoginSequence: reader.ReadUInt16())
        {
            Tail = reader.ReadBytes(reader.Remaining),
        };

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUin(Uin);
        writer.WriteAddress(Address);
        writer.WriteUInt16(LoginSequence);
        writer.WriteBytes(Tail.Span);
    }
}

namespace IcqBots.Protocol.FromClient;

/// <summary>NEW_USER_REG (03FC): asks for a new UIN. Its header has no UIN.</summary>
/// <remarks><code>
/// 2  X1        02 00
/// s  PASSWORD  icqlib and mICQ count and send no NUL; the next field follows at once
/// 4  X2        build of the client, 72 00 00 00; may be missing
/// 4  X3        0; may be missing
/// </code></remarks>
public sealed record NewUserRegisterPacket(Password Password) : ClientPacket(ClientCommand.NewUserRegister)
{
    /// <summary>Unknown, 2.</summary>
    public ushort X1 { get; init; } = 2;

    /// <summary>Build of the client.</summary>
    public uint X2 { get; init; } = 0x72;

    /// <summary>Unknown, 0.</summary>
    public uint X3 { get; init; }

    internal static NewUserRegisterPacket Read(ref PacketReader reader)
    {
        var x1 = reader.ReadUInt16();
        return new NewUserRegisterPacket(new Password(reader.ReadString()))
        {
            X1 = x1,
            X2 = reader.ReadOptionalUInt32(),
            X3 = reader.ReadOptionalUInt32(),
        };
    }

    internal override void Write(PacketWriter writer)
    {
        writer.WriteUInt16(X1);
        writer.WriteString(Password.Reveal());
        writer.WriteUInt32(X2);
        writer.WriteUInt32(X3);
    }
}

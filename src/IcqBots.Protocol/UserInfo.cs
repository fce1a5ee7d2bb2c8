namespace IcqBots.Protocol;

/// <summary>What users tell about themselves in their basic information, as USER_FOUND, INFO_REPLY and the updates carry it.</summary>
/// <remarks><code>
/// s  NICK
/// s  FIRST
/// s  LAST
/// s  EMAIL
/// 1  AUTHORIZE   0: others must ask before they add this user, 1: they need not
/// </code>AUTHORIZE is missing from some updates. Open OSCAR Server always answers 0.</remarks>
public sealed record UserInfo(string Nick, string FirstName, string LastName, string Email)
{
    /// <summary>Nothing told.</summary>
    public static UserInfo Empty { get; } = new("", "", "", "");

    /// <summary>Whether others must ask before they add this user; null: not told.</summary>
    public bool? AuthorizationRequired { get; init; }

    internal static UserInfo Read(ref PacketReader reader) =>
        new(Nick: reader.ReadString(), FirstName: reader.ReadString(), LastName: reader.ReadString(), Email: reader.ReadString())
        {
            AuthorizationRequired = reader.ReadOptionalByte() is { } authorize ? authorize == 0 : null,
        };

    internal void Write(PacketWriter writer)
    {
        writer.WriteString(Nick);
        writer.WriteString(FirstName);
        writer.WriteString(LastName);
        writer.WriteString(Email);
        if (AuthorizationRequired is { } required)
        {
            writer.WriteByte(required ? (byte)0 : (byte)1);
        }
    }
}

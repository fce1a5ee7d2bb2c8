namespace IcqBots.Protocol;

/// <summary>What users tell about themselves in their extended information, as EXT_INFO_REPLY and UPDATE_EXT_INFO carry it.</summary>
/// <remarks><code>
/// s  CITY
/// 2  COUNTRY          telephone prefix; FF FF: not told
/// 1  COUNTRY_STATUS   time zone, signed half hours, west is positive; 9C: not told
/// s  STATE
/// 2  AGE              FF FF: not told
/// 1  SEX              see Sex
/// s  PHONE
/// s  HOMEPAGE
/// s  ABOUT
/// </code>Open OSCAR Server sends 0 for time zone and age.</remarks>
public sealed record ExtendedUserInfo
{
    private const ushort NotTold = 0xFFFF;
    private const sbyte NoTimeZone = -100;

    /// <summary>The city.</summary>
    public string City { get; init; } = "";

    /// <summary>The country as its telephone prefix; null: not told.</summary>
    public ushort? Country { get; init; }

    /// <summary>The time zone in half hours, west of Greenwich positive: -2 is one hour east; null: not told.</summary>
    public sbyte? TimeZone { get; init; }

    /// <summary>The state or province.</summary>
    public string State { get; init; } = "";

    /// <summary>The age in years; null: not told.</summary>
    public ushort? Age { get; init; }

    /// <summary>The sex.</summary>
    public Sex Sex { get; init; }

    /// <summary>The phone number.</summary>
    public string Phone { get; init; } = "";

    /// <summary>The address of a home page.</summary>
    public string HomePage { get; init; } = "";

    /// <summary>A text about the user.</summary>
    public string About { get; init; } = "";

    internal static ExtendedUserInfo Read(ref PacketReader reader) => new()
    {
        City = reader.ReadString(),
        Country = reader.ReadUInt16() is var country and not NotTold ? country : null,
        TimeZone = (sbyte)reader.ReadByte() is var zone and not NoTimeZone ? zone : null,
        State = reader.ReadString(),
        Age = reader.ReadUInt16() is var age and not NotTold ? age : null,
        Sex = (Sex)reader.ReadByte(),
        Phone = reader.ReadString(),
        HomePage = reader.ReadString(),
        About = reader.ReadString(),
    };

    internal void Write(PacketWriter writer)
    {
        writer.WriteString(City);
        writer.WriteUInt16(Country ?? NotTold);
        writer.WriteByte((byte)(TimeZone ?? NoTimeZone));
        writer.WriteString(State);
        writer.WriteUInt16(Age ?? NotTold);
        writer.WriteByte((byte)Sex);
        writer.WriteString(Phone);
        writer.WriteString(HomePage);
        writer.WriteString(About);
    }
}

/// <summary>SEX in extended information, 1 byte.</summary>
public enum Sex : byte
{
    /// <summary>Not told.</summary>
    NotTold = 0,

    /// <summary>Female.</summary>
    Female = 1,

    /// <summary>Male.</summary>
    Male = 2,
}

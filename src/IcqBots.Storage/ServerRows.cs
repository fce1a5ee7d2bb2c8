using IcqBots.Protocol;
using Microsoft.Data.Sqlite;

namespace IcqBots.Storage;

/// <summary>A registered user of the embedded server.</summary>
/// <param name="Uin">The user's number.</param>
/// <param name="Nick">The name that others see; may be empty.</param>
/// <param name="PasswordHash">The hash as a text.</param>
public sealed record AccountRow(Uin Uin, string Nick, string PasswordHash)
{
    /// <summary>Without the hash.</summary>
    public override string ToString() => $"AccountRow {Uin}";
}

/// <summary>What a user tells about itself.</summary>
/// <param name="Uin">The user's number.</param>
/// <param name="Info">The basic information.</param>
/// <param name="Details">The extended information.</param>
public sealed record UserInfoRow(Uin Uin, UserInfo Info, ExtendedUserInfo Details)
{
    internal static UserInfoRow Read(SqliteDataReader row) => new(
        new Uin((uint)row.GetInt64(0)),
        new UserInfo(Nick: row.GetString(1), FirstName: row.GetString(2), LastName: row.GetString(3), Email: row.GetString(4))
        {
            AuthorizationRequired = row.IsDBNull(5) ? null : row.GetBoolean(5),
        },
        new ExtendedUserInfo
        {
            City = row.GetString(6),
            Country = row.IsDBNull(7) ? null : (ushort)row.GetInt64(7),
            TimeZone = row.IsDBNull(8) ? null : (sbyte)row.GetInt64(8),
            State = row.GetString(9),
            Age = row.IsDBNull(10) ? null : (ushort)row.GetInt64(10),
            Sex = (Sex)row.GetInt64(11),
            Phone = row.GetString(12),
            HomePage = row.GetString(13),
            About = row.GetString(14),
        });
}

/// <summary>A message that waits for its receiver.</summary>
/// <param name="Id">Its number, in the order of arrival; what is given when it is added does not matter.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Text">Its text.</param>
/// <param name="SentAt">When the server got it; kept to the millisecond.</param>
public sealed record MessageRow(long Id, Uin From, Uin To, MessageType Type, string Text, DateTimeOffset SentAt)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"MessageRow {Id} from {From} to {To}";
}

using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>Somebody on the bot's contact list.</summary>
/// <param name="Uin">The contact's number.</param>
/// <param name="Status">The status that the server told last; <see cref="OnlineStatus.Offline"/> before that.</param>
public sealed record Contact(Uin Uin, OnlineStatus Status)
{
    /// <summary>True when the contact is logged in and not hidden.</summary>
    public bool IsOnline => Status != OnlineStatus.Offline;
}

using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>
/// What scripts do on ICQ besides sending texts. While the bot is offline, messages to people wait for its next login; everything else fails,
/// except lists, which the next login tells, and what needs no login.
/// </summary>
public interface IScriptClient
{
    /// <summary>Sends a web address.</summary>
    Task<SentMessage> SendUrlAsync(Uin to, UrlMessage url, CancellationToken cancellationToken);

    /// <summary>Sends contacts.</summary>
    Task<SentMessage> SendContactsAsync(Uin to, IReadOnlyList<ListedContact> contacts, CancellationToken cancellationToken);

    /// <summary>Asks for the permission to add somebody.</summary>
    Task<SentMessage> RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken);

    /// <summary>Permits somebody to add the bot.</summary>
    Task<SentMessage> GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken);

    /// <summary>Refuses somebody the permission to add the bot.</summary>
    Task<SentMessage> DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken);

    /// <summary>Adds somebody to the contact list, also over a restart.</summary>
    Task AddContactAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Takes somebody off the contact list, also over a restart.</summary>
    Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Lets somebody see the bot also while it is invisible.</summary>
    Task ShowToAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Hides the bot from somebody.</summary>
    Task HideFromAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>The away message of somebody who can be reached directly.</summary>
    Task<string> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Who has this UIN.</summary>
    Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Who has these names, or this e-mail address.</summary>
    Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken);

    /// <summary>Basic information; null: nobody has the UIN.</summary>
    Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Extended information; null: nobody has the UIN.</summary>
    Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken);

    /// <summary>Changes the bot's own basic information.</summary>
    Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken);

    /// <summary>Changes the bot's own extended information.</summary>
    Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken);

    /// <summary>Changes the bot's password.</summary>
    Task ChangePasswordAsync(Password password, CancellationToken cancellationToken);

    /// <summary>A new UIN at the bot's server.</summary>
    Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken);

    /// <summary>True when UIN and password are right at the bot's server.</summary>
    Task<bool> CheckLoginAsync(Uin uin, Password password, CancellationToken cancellationToken);

    /// <summary>Tells the bot's server that somebody wants to register.</summary>
    Task AskPermissionAsync(CancellationToken cancellationToken);

    /// <summary>Sends a packet that no other member sends.</summary>
    Task SendPacketAsync(RawPacket packet, CancellationToken cancellationToken);

    /// <summary>Offers files, whose paths are relative to bots.yaml, and sends them when they are accepted.</summary>
    Task<FileTransferResult> SendFilesAsync(
        Uin to, IReadOnlyList<string> paths, string description, Action<FileProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Asks for a chat.</summary>
    Task<Chat> ChatAsync(Uin to, string reason, CancellationToken cancellationToken);
}

using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting.Running;

/// <summary>What one version of a script does on ICQ besides sending texts: nothing any more when it has ended.</summary>
internal sealed class VersionClient(IScriptClient client, ScriptVersion version) : IScriptClient
{
    private IScriptClient Live
    {
        get
        {
            version.ThrowIfEnded();
            return client;
        }
    }

    public Task<SentMessage> SendUrlAsync(Uin to, UrlMessage url, CancellationToken cancellationToken) =>
        Live.SendUrlAsync(to, url, cancellationToken);

    public Task<SentMessage> SendContactsAsync(Uin to, IReadOnlyList<ListedContact> contacts, CancellationToken cancellationToken) =>
        Live.SendContactsAsync(to, contacts, cancellationToken);

    public Task<SentMessage> RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Live.RequestAuthorizationAsync(to, reason, cancellationToken);

    public Task<SentMessage> GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken) =>
        Live.GrantAuthorizationAsync(to, cancellationToken);

    public Task<SentMessage> DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Live.DenyAuthorizationAsync(to, reason, cancellationToken);

    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken) => Live.AddContactAsync(uin, cancellationToken);

    public Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken) => Live.RemoveContactAsync(uin, cancellationToken);

    public Task ShowToAsync(Uin uin, CancellationToken cancellationToken) => Live.ShowToAsync(uin, cancellationToken);

    public Task HideFromAsync(Uin uin, CancellationToken cancellationToken) => Live.HideFromAsync(uin, cancellationToken);

    public Task<string> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken) =>
        Live.ReadAwayMessageAsync(uin, cancellationToken);

    public Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken) => Live.SearchAsync(uin, cancellationToken);

    public Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken) =>
        Live.SearchAsync(search, cancellationToken);

    public Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken) => Live.GetInfoAsync(uin, cancellationToken);

    public Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken) =>
        Live.GetExtendedInfoAsync(uin, cancellationToken);

    public Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken) => Live.UpdateInfoAsync(info, cancellationToken);

    public Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken) =>
        Live.UpdateExtendedInfoAsync(info, cancellationToken);

    public Task ChangePasswordAsync(Password password, CancellationToken cancellationToken) =>
        Live.ChangePasswordAsync(password, cancellationToken);

    public Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken) =>
        Live.RegisterAsync(password, cancellationToken);

    public Task<bool> CheckLoginAsync(Uin uin, Password password, CancellationToken cancellationToken) =>
        Live.CheckLoginAsync(uin, password, cancellationToken);

    public Task AskPermissionAsync(CancellationToken cancellationToken) => Live.AskPermissionAsync(cancellationToken);

    public Task SendPacketAsync(RawPacket packet, CancellationToken cancellationToken) => Live.SendPacketAsync(packet, cancellationToken);

    public Task<FileTransferResult> SendFilesAsync(
        Uin to, IReadOnlyList<string> paths, string description, Action<FileProgress>? progress, CancellationToken cancellationToken) =>
        Live.SendFilesAsync(to, paths, description, progress, cancellationToken);

    public Task<Chat> ChatAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Live.ChatAsync(to, reason, cancellationToken);
}

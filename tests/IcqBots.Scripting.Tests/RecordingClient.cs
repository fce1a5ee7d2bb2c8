using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting.Tests;

/// <summary>The rest of ICQ without a network: it keeps what a script makes it do, as text.</summary>
internal sealed class RecordingClient : IScriptClient
{
    private readonly List<string> _done = [];

    public IReadOnlyList<string> Done => _done;

    public Task<SentMessage> SendUrlAsync(Uin to, UrlMessage url, CancellationToken cancellationToken) =>
        Sent($"url {to} {url.Description}|{url.Address}");

    public Task<SentMessage> SendContactsAsync(Uin to, IReadOnlyList<ListedContact> contacts, CancellationToken cancellationToken) =>
        Sent($"contacts {to} {string.Join(",", contacts.Select(contact => contact.Uin))}");

    public Task<SentMessage> RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) => Sent($"request {to} {reason}");

    public Task<SentMessage> GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken) => Sent($"grant {to}");

    public Task<SentMessage> DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) => Sent($"deny {to} {reason}");

    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken) => Note($"add {uin}");

    public Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken) => Note($"remove {uin}");

    public Task ShowToAsync(Uin uin, CancellationToken cancellationToken) => Note($"show {uin}");

    public Task HideFromAsync(Uin uin, CancellationToken cancellationToken) => Note($"hide {uin}");

    public async Task<string> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken)
    {
        await Note($"read {uin}");
        return "gone";
    }

    public async Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken)
    {
        await Note($"search {uin}");
        return new SearchResult([new FoundUser(uin, UserInfo.Empty)], HasMore: false);
    }

    public async Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken)
    {
        await Note($"search {search.Nick}");
        return new SearchResult([], HasMore: true);
    }

    public async Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken)
    {
        await Note($"info {uin}");
        return UserInfo.Empty;
    }

    public async Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken)
    {
        await Note($"extended {uin}");
        return null;
    }

    public Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken) => Note($"update {info.Nick}");

    public Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken) => Note($"update {info.City}");

    public Task ChangePasswordAsync(Password password, CancellationToken cancellationToken) => Note($"password {password}");

    public async Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken)
    {
        await Note($"register {password}");
        return 1003;
    }

    public async Task<bool> CheckLoginAsync(Uin uin, Password password, CancellationToken cancellationToken)
    {
        await Note($"check {uin} {password}");
        return true;
    }

    public Task AskPermissionAsync(CancellationToken cancellationToken) => Note("permission");

    public Task SendPacketAsync(RawPacket packet, CancellationToken cancellationToken) =>
        Note($"packet {packet.Command:X4} {Convert.ToHexString(packet.Body.Span)}");

    public async Task<FileTransferResult> SendFilesAsync(
        Uin to, IReadOnlyList<string> paths, string description, Action<FileProgress>? progress, CancellationToken cancellationToken)
    {
        await Note($"files {to} {string.Join(",", paths)} {description}");
        return new FileTransferResult(FileTransferOutcome.Taken, paths, "");
    }

    public Task<Chat> ChatAsync(Uin to, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<SentMessage> Sent(string what)
    {
        await Note(what);
        return new SentMessage(Task.CompletedTask);
    }

    private Task Note(string what)
    {
        _done.Add(what);
        return Task.CompletedTask;
    }
}

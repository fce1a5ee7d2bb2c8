using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.Messages;
using IcqBots.Scripting;

namespace IcqBots.Host;

/// <summary>
/// What a bot's scripts do on ICQ besides sending texts. Handlers run on the bot's one script thread, so that everything here goes on
/// elsewhere.
/// </summary>
internal sealed class BotClient(IcqClient client, string nick, BotFolders folders, ScriptThread thread) : IScriptClient
{
    /// <inheritdoc/>
    public Task SendAsync(Uin to, string text, MessageUrgency urgency, CancellationToken cancellationToken) => Run(async () =>
    {
        foreach (var part in client.Split(text))
        {
            await client.SendPartAsync(to, part, MessageRoute.Any, cancellationToken, urgency);
        }
    });

    /// <inheritdoc/>
    public Task SendUrlAsync(Uin to, UrlMessage url, CancellationToken cancellationToken) =>
        Run(() => client.SendUrlAsync(to, url, cancellationToken: cancellationToken));

    /// <inheritdoc/>
    public Task SendContactsAsync(Uin to, IReadOnlyList<ListedContact> contacts, CancellationToken cancellationToken) =>
        Run(() => client.SendContactsAsync(to, contacts, cancellationToken: cancellationToken));

    /// <inheritdoc/>
    public Task RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Run(() => client.RequestAuthorizationAsync(to, new AuthorizationRequestMessage(Self, reason), cancellationToken));

    /// <inheritdoc/>
    public Task GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken) =>
        Run(() => client.GrantAuthorizationAsync(to, cancellationToken));

    /// <inheritdoc/>
    public Task DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Run(() => client.DenyAuthorizationAsync(to, reason, cancellationToken));

    /// <inheritdoc/>
    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() => client.AddContactAsync(uin, Self, cancellationToken));

    /// <inheritdoc/>
    public Task ShowToAsync(Uin uin, CancellationToken cancellationToken) => Run(() => client.ShowToAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task HideFromAsync(Uin uin, CancellationToken cancellationToken) => Run(() => client.HideFromAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task<string> ReadAwayMessageAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(async () => (await client.ReadAwayMessageAsync(uin, cancellationToken)).AwayMessage);

    /// <inheritdoc/>
    public Task<SearchResult> SearchAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() => client.Users.SearchAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken) =>
        Run(() => client.Users.SearchAsync(search, cancellationToken));

    /// <inheritdoc/>
    public Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() => client.Users.GetInfoAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() => client.Users.GetExtendedInfoAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken) =>
        Run(() => client.Users.UpdateInfoAsync(info, cancellationToken));

    /// <inheritdoc/>
    public Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken) =>
        Run(() => client.Users.UpdateExtendedInfoAsync(info, cancellationToken));

    /// <inheritdoc/>
    public Task ChangePasswordAsync(Password password, CancellationToken cancellationToken) =>
        Run(() => client.Users.ChangePasswordAsync(password, cancellationToken));

    /// <inheritdoc/>
    public Task SendPacketAsync(RawPacket packet, CancellationToken cancellationToken) =>
        Run(() => client.SendPacketAsync(new UnknownClientPacket((ClientCommand)packet.Command, packet.Body), cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> SendFilesAsync(
        Uin to, IReadOnlyList<string> paths, string description, Action<FileProgress>? progress, CancellationToken cancellationToken) =>
        Run(() => client.SendFilesAsync(
            to,
            [.. paths.Select(path => OutgoingFile.At(Path.GetFullPath(path, folders.Base)))],
            description,
            ScriptProgress.For(progress, thread),
            cancellationToken));

    /// <inheritdoc/>
    public Task<Chat> ChatAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Run<Chat>(async () => new BotChat(await client.ChatAsync(to, nick, reason, cancellationToken)));

    private UserInfo Self => new(nick, "", "", "");

    private static Task Run(Func<Task> work) => Task.Run(work, CancellationToken.None);

    private static Task<T> Run<T>(Func<Task<T>> work) => Task.Run(work, CancellationToken.None);
}

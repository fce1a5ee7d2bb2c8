using System.Runtime.CompilerServices;
using IcqBots.Client;
using IcqBots.Host.Journal;
using IcqBots.Host.Scripts;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.Messages;
using IcqBots.Scripting;

namespace IcqBots.Host;

/// <summary>
/// What a bot's scripts do on ICQ besides sending texts. Handlers run on the bot's one script thread, so that everything here goes on
/// elsewhere.
/// </summary>
internal sealed class BotClient(
    IcqClient client,
    BotContacts contacts,
    string nick,
    WireText wire,
    Outbox outbox,
    BotServerAccess access,
    BotFolders folders,
    HandlerRunner runner)
    : IScriptClient
{
    /// <summary>What is kept of the list and the list itself change in the same order.</summary>
    private readonly Lock _changingList = new();

    /// <inheritdoc/>
    public Task<SentMessage> SendUrlAsync(Uin to, UrlMessage url, CancellationToken cancellationToken) =>
        Send(to, MessageType.Url, url.ToText(wire), nameof(url), cancellationToken);

    /// <inheritdoc/>
    public Task<SentMessage> SendContactsAsync(Uin to, IReadOnlyList<ListedContact> contacts, CancellationToken cancellationToken)
    {
        string[] parts = [.. ContactListMessage.Split(contacts, wire).Select(part => part.ToText(wire))];
        foreach (var part in parts)
        {
            CheckLength(part, nameof(contacts));
        }

        return outbox.SendAsync(to, MessageType.ContactList, parts, null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SentMessage> RequestAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) => Send(
        to, MessageType.AuthorizationRequest, new AuthorizationRequestMessage(Self, reason).ToText(wire), nameof(reason), cancellationToken);

    /// <inheritdoc/>
    public Task<SentMessage> GrantAuthorizationAsync(Uin to, CancellationToken cancellationToken) =>
        Send(to, MessageType.AuthorizationGranted, "", nameof(to), cancellationToken);

    /// <inheritdoc/>
    public Task<SentMessage> DenyAuthorizationAsync(Uin to, string reason, CancellationToken cancellationToken) => Send(
        to, MessageType.AuthorizationDenied, new AuthorizationDeniedMessage(reason).ToText(wire), nameof(reason), cancellationToken);

    /// <inheritdoc/>
    public Task AddContactAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() =>
        {
            lock (_changingList)
            {
                contacts.Add(uin);
                return client.AddContactAsync(uin, Self, cancellationToken);
            }
        });

    /// <inheritdoc/>
    public Task RemoveContactAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() =>
        {
            lock (_changingList)
            {
                contacts.Remove(uin);
                client.RemoveContact(uin);
            }

            return Task.CompletedTask;
        });

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
    public Task<SearchResult> SearchAsync(UserSearch search, CancellationToken cancellationToken)
    {
        CheckLength(search.Nick);
        CheckLength(search.FirstName);
        CheckLength(search.LastName);
        CheckLength(search.Email);
        return Run(() => client.Users.SearchAsync(search, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<UserInfo?> GetInfoAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() => client.Users.GetInfoAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task<ExtendedUserInfo?> GetExtendedInfoAsync(Uin uin, CancellationToken cancellationToken) =>
        Run(() => client.Users.GetExtendedInfoAsync(uin, cancellationToken));

    /// <inheritdoc/>
    public Task UpdateInfoAsync(UserInfo info, CancellationToken cancellationToken)
    {
        CheckLength(info.Nick);
        CheckLength(info.FirstName);
        CheckLength(info.LastName);
        CheckLength(info.Email);
        return Run(() => client.Users.UpdateInfoAsync(info, cancellationToken));
    }

    /// <inheritdoc/>
    public Task UpdateExtendedInfoAsync(ExtendedUserInfo info, CancellationToken cancellationToken)
    {
        CheckLength(info.City);
        CheckLength(info.State);
        CheckLength(info.Phone);
        CheckLength(info.HomePage);
        CheckLength(info.About);
        return Run(() => client.Users.UpdateExtendedInfoAsync(info, cancellationToken));
    }

    /// <inheritdoc/>
    public Task ChangePasswordAsync(Password password, CancellationToken cancellationToken)
    {
        CheckLength(password.Reveal(), nameof(password));
        return Run(() => client.Users.ChangePasswordAsync(password, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken)
    {
        CheckLength(password.Reveal(), nameof(password));
        return Run(() => access.RegisterAsync(password, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<bool> CheckLoginAsync(Uin uin, Password password, CancellationToken cancellationToken)
    {
        CheckLength(password.Reveal(), nameof(password));
        return Run(() => access.CheckLoginAsync(uin, password, cancellationToken));
    }

    /// <inheritdoc/>
    public Task AskPermissionAsync(CancellationToken cancellationToken) => Run(() => access.AskPermissionAsync(cancellationToken));

    /// <inheritdoc/>
    public Task SendPacketAsync(RawPacket packet, CancellationToken cancellationToken) =>
        Run(() => client.SendPacketAsync(new UnknownClientPacket((ClientCommand)packet.Command, packet.Body), cancellationToken));

    /// <inheritdoc/>
    public Task<FileTransferResult> SendFilesAsync(
        Uin to, IReadOnlyList<string> paths, string description, Action<FileProgress>? progress, CancellationToken cancellationToken) =>
        Run(() => client.SendFilesAsync(
            to,
            [.. paths.Select(path => OutgoingFile.At(Path.GetFullPath(path, folders.Base)))],
            description,
            ScriptProgress.For(progress, runner),
            cancellationToken));

    /// <inheritdoc/>
    public Task<Chat> ChatAsync(Uin to, string reason, CancellationToken cancellationToken) =>
        Run<Chat>(async () => new BotChat(await client.ChatAsync(to, nick, reason, cancellationToken)));

    private UserInfo Self => new(nick, "", "", "");

    /// <summary>Too long a field would not fit into a packet, or only into one that clients of the time do not read.</summary>
    private void CheckLength(string field, [CallerArgumentExpression(nameof(field))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(field, name);
        if (wire.Encoding.GetByteCount(field) is var bytes && bytes > WireText.MaxMessageBytes)
        {
            throw new ArgumentException($"{name} takes {bytes} bytes; a field may have {WireText.MaxMessageBytes}", name);
        }
    }

    private Task<SentMessage> Send(Uin to, MessageType type, string text, string parameter, CancellationToken cancellationToken)
    {
        CheckLength(text, parameter);
        return outbox.SendAsync(to, type, [text], null, cancellationToken);
    }

    private static Task Run(Func<Task> work) => Task.Run(work, CancellationToken.None);

    private static Task<T> Run<T>(Func<Task<T>> work) => Task.Run(work, CancellationToken.None);
}

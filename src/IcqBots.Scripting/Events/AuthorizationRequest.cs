using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>Somebody asks to be allowed to add the bot to a contact list.</summary>
public sealed class AuthorizationRequest : Incoming
{
    private readonly AuthorizationRequestMessage _content;

    internal AuthorizationRequest(IScriptBot bot, MessageOrigin origin, AuthorizationRequestMessage content)
        : base(bot, origin) => _content = content;

    /// <summary>Who asks, as they say themselves.</summary>
    public UserInfo Person => _content.Person;

    /// <summary>Why they ask.</summary>
    public string Reason => _content.Reason;

    /// <summary>Allows it; the task ends when the server has acknowledged.</summary>
    public Task GrantAsync(CancellationToken cancellationToken = default) => Bot.Client.GrantAuthorizationAsync(From, cancellationToken);

    /// <summary>Refuses it; the task ends when the server has acknowledged.</summary>
    public Task DenyAsync(string reason = "", CancellationToken cancellationToken = default) =>
        Bot.Client.DenyAuthorizationAsync(From, reason, cancellationToken);
}

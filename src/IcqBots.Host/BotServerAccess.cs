using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Host;

/// <summary>What a bot's server does without a login, failing with exceptions that scripts can name.</summary>
internal sealed class BotServerAccess(ServerAccess access, ServerAddress server)
{
    /// <inheritdoc cref="ServerAccess.RegisterAsync"/>
    /// <exception cref="NotSupportedException">The server registers nobody.</exception>
    /// <exception cref="DeliveryException">The server is busy, or does not answer within a minute.</exception>
    public Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken) =>
        AskAsync(() => access.RegisterAsync(server.Host, server.Port, password, cancellationToken));

    /// <inheritdoc cref="ServerAccess.CheckLoginAsync"/>
    /// <exception cref="DeliveryException">The server is busy, or does not answer within a minute.</exception>
    public Task<bool> CheckLoginAsync(Uin uin, Password password, CancellationToken cancellationToken) =>
        AskAsync(() => access.CheckLoginAsync(server.Host, server.Port, uin, password, cancellationToken));

    /// <inheritdoc cref="ServerAccess.AskPermissionAsync"/>
    /// <exception cref="NotSupportedException">The server registers nobody.</exception>
    /// <exception cref="DeliveryException">The server is busy, or does not answer within a minute.</exception>
    public Task AskPermissionAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await access.AskPermissionAsync(server.Host, server.Port, cancellationToken);
        return true;
    });

    private async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (LoginException e) when (e.Reason == SessionEnd.WrongPassword)
        {
            throw new NotSupportedException($"{server} registers nobody", e);
        }
        catch (LoginException e)
        {
            throw new DeliveryException($"{server}: {e.Message}");
        }
    }
}

using IcqBots.Client;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>Changes the status of a bot, with its away message and the period in which it is away.</summary>
internal sealed class OwnStatus(IcqClient client, AwayTexts texts, AwayPeriod period)
{
    /// <summary>Changes the status, with a text of a script; empty stands for the one in bots.yaml.</summary>
    public Task ChangeAsync(OnlineStatus status, string message, CancellationToken cancellationToken)
    {
        texts.Change(message);
        return TellAsync(status, cancellationToken);
    }

    /// <summary>Changes the status, with a text that is filled for each person; null stands for the one in bots.yaml.</summary>
    public Task ChangeAsync(OnlineStatus status, TextTemplate? message, CancellationToken cancellationToken)
    {
        texts.Change(message);
        return TellAsync(status, cancellationToken);
    }

    private Task TellAsync(OnlineStatus status, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                var telling = client.SetStatusAsync(status, "", cancellationToken);
                period.Since(status);
                await telling;
            }
            catch (DeliveryException)
            {
                // The next login tells the status.
            }
        },
        CancellationToken.None);
}

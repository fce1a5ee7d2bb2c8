using IcqBots.Host.Backup;

namespace IcqBots.Host.Control;

/// <summary>The second part of <c>icqbots restore</c>: the host that has started after it tells what came of it, when its bots are online.</summary>
internal sealed class RestoredControl(BotFleet fleet, HostRestores restores, TimeProvider time) : IControlCommand
{
    /// <summary>Servers may want some time between two logins.</summary>
    private static readonly TimeSpan OnlineTime = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "restored";

    /// <inheritdoc/>
    public async Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken)
    {
        if (restores.Asked.IsCompleted)
        {
            // This host is the one that stops.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        if (restores.Outcome is not { } outcome)
        {
            await talk.SayAsync("the host was started anew meanwhile; its log tells whether it has finished the restore", isError: true);
            return ControlExit.Failure;
        }

        foreach (var line in outcome.Lines)
        {
            await talk.SayAsync(line, isError: !outcome.IsDone);
        }

        try
        {
            await fleet.AllOnlineAsync(cancellationToken).WaitAsync(OnlineTime, time, cancellationToken);
            await talk.SayAsync("all bots are online");
            return outcome.IsDone ? ControlExit.Ok : ControlExit.Failure;
        }
        catch (TimeoutException)
        {
            var offline = fleet.Bots.Keys.Where(name => !fleet.IsOnline(name));
            await talk.SayAsync($"not online after {OnlineTime.TotalSeconds} s: {string.Join(", ", offline)}; the log of the host tells why", isError: true);
            return ControlExit.Failure;
        }
    }
}

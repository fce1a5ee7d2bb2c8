using IcqBots.Host.Backup;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Host.Scheduling;
using IcqBots.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IcqBots.Host;

/// <summary>What is wired to what.</summary>
public static class IcqBotsServices
{
    /// <summary>
    /// Registers everything that <paramref name="file"/> asks for. Services start in this order and stop in the reverse one: the lock on
    /// the data folder, embedded server, bots, control, schedules. A clock or network that is registered before stays.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="file">What is in bots.yaml.</param>
    /// <param name="networkOfBots">The network as the bots see it, but not the embedded server; null: the one that is registered.</param>
    public static IServiceCollection AddIcqBots(
        this IServiceCollection services, BotsFile file, Func<IServiceProvider, INetwork>? networkOfBots = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<INetwork, SystemNetwork>();
        services.AddSingleton(file);
        services.TryAddSingleton(provider => new HostRestores(file.DataFolder, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<HostLock>();
        services.AddSingleton<EmbeddedServer>();
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddedServer>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BotFleet>(
            provider, networkOfBots?.Invoke(provider) ?? provider.GetRequiredService<INetwork>()));
        services.AddHostedService(provider => provider.GetRequiredService<BotFleet>());
        services.AddSingleton<BotsFileWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<BotsFileWatcher>());
        services.AddSingleton<IControlCommand>(provider => new ReloadControl(
            provider.GetRequiredService<BotFleet>().Reloader,
            provider.GetRequiredService<BotsFile>(),
            provider.GetRequiredService<BotsFileWatcher>().Notes));
        services.AddSingleton<IControlCommand>(provider =>
            new ReplControl(provider.GetRequiredService<BotFleet>(), provider.GetRequiredService<BotsFile>()));
        services.AddSingleton<IControlCommand>(provider =>
            new GuardsControl(file, name => provider.GetRequiredService<BotFleet>().Bots.GetValueOrDefault(name)?.Replies.Guards));
        services.AddSingleton<IControlCommand>(provider => new JournalControl(() => provider.GetRequiredService<BotFleet>().Journal));
        services.AddSingleton<IControlCommand>(provider => new TraceControl(
            () => provider.GetRequiredService<BotFleet>().Traces, file, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IControlCommand>(provider => new ScheduleControl(
            () => provider.GetRequiredService<ScheduleRegistrar>().Schedules,
            () => provider.GetRequiredService<BotFleet>().Bots.Values.ToDictionary(
                bot => bot.Name, bot => new BotJobs(bot.Name, bot.Jobs, bot.Entry.TimeZone ?? bot.Clock.LocalTimeZone)),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IControlCommand>(provider =>
            new BroadcastControl(provider.GetRequiredService<BotFleet>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IControlCommand>(provider => new SubscribersControl(provider.GetRequiredService<BotFleet>()));
        services.AddSingleton<IControlCommand>(provider => new BackupControl(
            file, provider.GetRequiredService<BotFleet>().FlushAsync, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IControlCommand>(provider => new RestoreControl(file, provider.GetRequiredService<HostRestores>()));
        services.AddSingleton<IControlCommand>(provider => ActivatorUtilities.CreateInstance<RestoredControl>(provider));
        services.AddHostedService<ControlServer>();
        return services.AddSchedules(
            file,
            provider => name => provider.GetRequiredService<BotFleet>().Bots[name],
            provider => provider.GetRequiredService<BotFleet>() is var fleet ? new ScheduleKeeping(fleet.Database, fleet.Traces) : null!);
    }
}

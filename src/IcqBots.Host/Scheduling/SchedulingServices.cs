using IcqBots.Host.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace IcqBots.Host.Scheduling;

/// <summary>Registers the schedules in the container.</summary>
internal static class SchedulingServices
{
    /// <summary>
    /// Adds a hosted service that runs the bots' schedules. It must come after the one that starts the bots, so that it starts after
    /// and stops before them. Needs a <see cref="TimeProvider"/> in the container.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="bots">The bots with their schedules.</param>
    /// <param name="findBot">Makes the function that finds a running bot by its name.</param>
    public static IServiceCollection AddSchedules(
        this IServiceCollection services, IReadOnlyList<BotEntry> bots, Func<IServiceProvider, FindBot> findBot)
    {
        // A job runs once at a time. With a place for each none keeps another waiting, even while all wait for a server. The jobs of
        // scripts only begin something: one place is enough for all of them.
        var places = 1 + bots.Sum(bot => bot.Schedules.Count);
        return services
            .AddSingleton(findBot)
            .AddQuartz(quartz => quartz
                .UseInMemoryStore()
                .UseDefaultThreadPool(places)
                .ConfigureScheduler(options => options.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs))
            .AddHostedService(provider => ActivatorUtilities.CreateInstance<ScheduleRegistrar>(provider, bots));
    }
}

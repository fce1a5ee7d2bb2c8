using IcqBots.Host.Configuration;
using IcqBots.Scripting;
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
    /// <param name="file">The bots with their schedules.</param>
    /// <param name="findBot">Makes the function that finds a running bot by its name.</param>
    /// <param name="keeping">What schedules need beside their bots; asked for when they start.</param>
    public static IServiceCollection AddSchedules(
        this IServiceCollection services, BotsFile file, Func<IServiceProvider, FindBot> findBot, Func<IServiceProvider, ScheduleKeeping> keeping)
    {
        // With a place for each run that can go on none keeps another waiting, even while all wait for a server; one more is for a firing that
        // finds out that it must not run. The jobs of scripts only begin something: one place is enough for all of them.
        var places = 1 + file.Bots.SelectMany(bot => bot.Schedules).Sum(entry => entry.Overlap switch
        {
            Overlap.Queue => 1,
            Overlap.Skip => 2,
            _ => Schedule.MaxParallel + 1,
        });
        return services
            .AddSingleton(findBot)
            .AddQuartz(quartz => quartz
                .UseInMemoryStore()
                .UseDefaultThreadPool(places)
                .ConfigureScheduler(options => options.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<ScheduleRegistrar>(provider, file, () => keeping(provider)))
            .AddHostedService(provider => provider.GetRequiredService<ScheduleRegistrar>());
    }
}

using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Scripts;

/// <summary>What one script of one bot has for itself. Its schedules wait until it is <see cref="Activate">active</see>.</summary>
internal sealed class BotEnvironment(
    ScriptFile file, BotEntry bot, IScriptStore store, IScriptJobs jobs, ScriptSchedules schedules, Func<HandlerRun, Task> run, ILogger log)
    : IScriptEnvironment
{
    private readonly List<ScriptSchedule> _waiting = [];
    private bool _isActive;

    /// <inheritdoc/>
    public IScriptStore Store => store;

    /// <inheritdoc/>
    public IScriptJobs Jobs => jobs;

    /// <inheritdoc/>
    public object BindSettings(Type type) => bot.Settings.Bind(type);

    /// <inheritdoc/>
    public object ReadYaml(string path, Type type) => YamlFile.Read(Path.Combine(Path.GetDirectoryName(file.Path)!, path), path, type);

    /// <inheritdoc/>
    IDisposable IScriptEnvironment.Schedule(Timetable when, Func<HandlerRun> handler)
    {
        var schedule = new ScriptSchedule(
            when, () => run(handler()), schedules, $"script {bot.Name}", bot.TimeZone ?? schedules.Time.LocalTimeZone, log);
        if (_isActive)
        {
            schedule.Begin();
        }
        else
        {
            _waiting.Add(schedule);
        }

        return schedule;
    }

    /// <summary>Begins the schedules: the script has taken over. Called on the script thread, as everything here.</summary>
    public void Activate()
    {
        _isActive = true;
        _waiting.ForEach(schedule => schedule.Begin());
        _waiting.Clear();
    }
}

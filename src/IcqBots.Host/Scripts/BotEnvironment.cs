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
    private readonly List<Schedule> _waiting = [];
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
        var schedule = new Schedule(this, when, handler);
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

    /// <summary>A schedule whose handler is not run again while it runs.</summary>
    private sealed class Schedule : IDisposable
    {
        private readonly BotEnvironment _owner;
        private readonly Timetable _when;
        private readonly Func<HandlerRun> _handler;
        private IAsyncDisposable? _registration;
        private bool _isDisposed;
        private int _isRunning;

        public Schedule(BotEnvironment owner, Timetable when, Func<HandlerRun> handler)
        {
            _owner = owner;
            _when = when;
            _handler = handler;

            // A timetable that makes no sense is told while the script's line that has it runs.
            ScriptSchedules.TriggerFor(when, owner.Schedules.Time, owner.Zone);
        }

        public void Begin()
        {
            if (!_isDisposed)
            {
                _registration = _owner.Schedules.Add(
                    ScriptSchedules.TriggerFor(_when, _owner.Schedules.Time, _owner.Zone), $"script {_owner.Bot}", Fire, _owner.Log);
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            _ = _registration?.DisposeAsync().AsTask();
        }

        private void Fire()
        {
            if (Interlocked.Exchange(ref _isRunning, 1) == 0)
            {
                _ = RunAsync();
            }
        }

        private async Task RunAsync()
        {
            try
            {
                await _owner.Run(_handler());
            }
            finally
            {
                Volatile.Write(ref _isRunning, 0);
            }
        }
    }

    private ScriptSchedules Schedules => schedules;

    private Func<HandlerRun, Task> Run => run;

    private ILogger Log => log;

    private string Bot => bot.Name;

    private TimeZoneInfo? Zone => bot.TimeZone;
}

using System.Runtime.CompilerServices;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

/// <summary>What a script has for itself, in memory; schedules run when a test says so.</summary>
internal sealed class RecordingEnvironment(TimeProvider? clock = null) : IScriptEnvironment, IScriptStore
{
    private readonly SortedDictionary<string, (string Json, DateTimeOffset? End)> _values = new(StringComparer.Ordinal);
    private readonly List<ScheduledRun> _schedules = [];
    private readonly TimeProvider _clock = clock ?? new SetClock();

    public IScriptStore Store => this;

    public IScriptJobs Jobs => throw new NotSupportedException("The stage has jobs");

    public IReadOnlyList<ScheduledRun> Schedules => _schedules;

    /// <summary>What settings and YAML files hold, by type.</summary>
    public Dictionary<Type, object> Yaml { get; } = [];

    public object BindSettings(Type type) => Yaml.GetValueOrDefault(type)
        ?? (type.GetConstructor([]) is { } create ? create.Invoke([]) : RuntimeHelpers.GetUninitializedObject(type));

    public object ReadYaml(string path, Type type) => BindSettings(type);

    public IDisposable Schedule(Timetable when, Func<HandlerRun> handler)
    {
        var run = new ScheduledRun(when, handler, _schedules);
        _schedules.Add(run);
        return run;
    }

    public string? Get(string key) => _values.TryGetValue(key, out var value) && !(value.End <= _clock.GetUtcNow()) ? value.Json : null;

    public void Set(string key, string json, DateTimeOffset? expiresAt) => _values[key] = (json, expiresAt);

    public string? Update(string key, Func<string?, string?> change, DateTimeOffset? expiresAt)
    {
        var old = Get(key);
        var json = change(old);
        if (json is null)
        {
            _values.Remove(key);
            return null;
        }

        _values[key] = (json, expiresAt ?? (old is null ? null : _values[key].End));
        return json;
    }

    public bool Remove(string key) => Get(key) is not null & _values.Remove(key);

    public IReadOnlyList<string> Keys(string prefix) =>
        [.. _values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && Get(key) is not null)];
}

/// <summary>A schedule of a script, until it is disposed.</summary>
internal sealed record ScheduledRun(Timetable When, Func<HandlerRun> Handler, List<ScheduledRun> All) : IDisposable
{
    public Task FireAsync() => Handler().Run();

    public void Dispose() => All.Remove(this);
}

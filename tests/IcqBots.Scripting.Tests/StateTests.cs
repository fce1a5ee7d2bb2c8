using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using IcqBots.Protocol;

namespace IcqBots.Scripting.Tests;

public sealed class StateTests : IDisposable
{
    private readonly SetClock _clock = new();
    private readonly RecordingEnvironment _environment;
    private readonly ScriptState _state;

    public StateTests()
    {
        _environment = new RecordingEnvironment(_clock);
        _state = new ScriptState(_environment, _clock);
    }

    [Fact]
    public void Values_of_all_kinds_come_back_in_the_next_version()
    {
        _state.Set("text", "Grüße <b> \"x\"");
        _state.Set("people", new Dictionary<Uin, List<DateTimeOffset>> { [1001] = [_clock.Now] });
        _state.Set("record", new Note("milk", 1002, TimeSpan.FromMinutes(5)));
        _state.Set("tuple", (1, "a"));

        var next = new ScriptState(_environment, _clock);

        Assert.Equal("Grüße <b> \"x\"", next.Get<string>("text"));
        Assert.Equal([_clock.Now], next.Get<Dictionary<Uin, List<DateTimeOffset>>>("people")![1001]);
        Assert.Equal(new Note("milk", 1002, TimeSpan.FromMinutes(5)), next.Get<Note>("record"));
        Assert.Equal((1, "a"), next.Get<(int, string)>("tuple"));
    }

    [Fact]
    public void What_is_not_there_is_null_or_zero_or_the_fallback()
    {
        Assert.Null(_state.Get<string>("x"));
        Assert.Null(_state.Get<int?>("x"));
        Assert.Equal(0, _state.Get<int>("x"));
        Assert.Equal(5, _state.Get("x", 5));
        Assert.False(_state.Remove("x"));
    }

    [Fact]
    public void A_value_is_there_until_its_time_is_over()
    {
        _state.Set("x", 1, TimeSpan.FromMinutes(1));

        _clock.Now += TimeSpan.FromSeconds(59);
        Assert.Equal(1, _state.Get<int>("x"));

        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(0, _state.Get<int>("x"));
        Assert.Empty(_state.Keys());
    }

    [Fact]
    public void An_update_begins_with_the_initial_value_and_leaves_the_time_of_the_former_one()
    {
        Assert.Equal(1, _state.Increment("count", expiresIn: TimeSpan.FromMinutes(1)));
        Assert.Equal(11, _state.Increment("count", 10));
        Assert.Equal([1001], _state.Update<List<Uin>>("people", [], people => [.. people, 1001]));

        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(1, _state.Increment("count"));
        Assert.Equal(["count", "people"], _state.Keys());
        Assert.Equal(["people"], _state.Keys("p"));
    }

    [Fact]
    public void An_update_that_throws_changes_nothing()
    {
        _state.Set("x", 1);

        Assert.Throws<InvalidOperationException>(() => _state.Update("x", 0, _ => throw new InvalidOperationException()));

        Assert.Equal(1, _state.Get<int>("x"));
    }

    [Fact]
    public void A_value_of_another_type_is_told_with_key_and_type()
    {
        _state.Set("x", "not a number");
        _state.Set("note", new Dictionary<string, string> { ["Text"] = "a", ["From"] = "b", ["Delay"] = "c" });

        Assert.Equal(
            "State holds no int under \"x\": Remove forgets what an earlier version has kept",
            Assert.Throws<FormatException>(() => _state.Get<int>("x")).Message);
        Assert.StartsWith("State holds no long under \"x\"", Assert.Throws<FormatException>(() => _state.Increment("x")).Message);
        Assert.StartsWith("State holds no Note under \"note\" at \"$.From\"", Assert.Throws<FormatException>(() => _state.Get<Note>("note")).Message);
    }

    [Fact]
    public void Keys_and_values_have_bounds()
    {
        Assert.Throws<ArgumentException>(() => _state.Set("", 1));
        Assert.Throws<ArgumentException>(() => _state.Set(new string('k', 201), 1));
        Assert.Throws<ArgumentException>(() => _state.Get<int>("icqbots/pause/x"));
        Assert.Throws<ArgumentException>(() => _state.Set("x", new string('v', 1024 * 1024)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _state.Set("x", 1, TimeSpan.Zero));
        _state.Set("ever", 1, TimeSpan.MaxValue);

        Assert.Equal(["ever"], _state.Keys());
    }

    [Fact]
    public async Task Types_of_a_script_that_it_keeps_do_not_keep_its_code()
    {
        using var bystander = LoadedScriptTests.Load("State.Set(\"x\", 1);");
        using var running = await bystander.StartAsync(new RecordingBot(), _environment);

        var context = await KeepAndDisposeAsync();
        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    // Not in the test's own frame, where locals would keep the script alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> KeepAndDisposeAsync()
    {
        using var script = LoadedScriptTests.Load(
            """
            record Order(string What, int Count);
            State.Set("order", new Order("tea", 2));
            var orders = State.Update<List<Order>>("orders", [], orders => [.. orders, State.Get<Order>("order")!]);
            """,
            "scripts/state.csx");
        using var instance = await script.StartAsync(new RecordingBot(), _environment);
        return new WeakReference(AssemblyLoadContext.All.Single(context => context.Name == "scripts/state.csx"));
    }

    public void Dispose() => ((IDisposable)_state).Dispose();

    private sealed record Note(string Text, Uin From, TimeSpan Delay);
}

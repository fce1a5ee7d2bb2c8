using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

[CollectionDefinition(nameof(ScriptUnloadTests), DisableParallelization = true)]
[Collection(nameof(ScriptUnloadTests))]
public class ScriptUnloadTests
{
    private const int Reloads = 300;

    [Fact]
    public async Task No_version_of_a_script_stays_in_memory()
    {
        var contexts = await ReloadAsync();

        for (var i = 0; i < 20 && contexts.Exists(context => context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(contexts, context => context.IsAlive);
    }

    private static async Task<List<WeakReference>> ReloadAsync()
    {
        using var watch = new ScriptWatch(TimeProvider.System);
        var thread = new ScriptThread(watch);
        var compiler = new ScriptCompiler(AppContext.BaseDirectory);
        var contexts = new List<WeakReference>();
        for (var version = 0; version < Reloads; version++)
        {
            contexts.Add(await RunAsync(compiler, thread, version));
        }

        return contexts;
    }

    // Not in the test's own frame, where locals would keep the script alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAsync(ScriptCompiler compiler, ScriptThread thread, int version)
    {
        var path = $"scripts/version{version}.csx";
        using var script = new LoadedScript(compiler.CompileText(path, $$"""
            using System.Text.Json;
            using System.Text.RegularExpressions;

            record Note(int Id, Kind Kind, string Text);
            enum Kind { Short, Long }

            OnMessage(async message =>
            {
                var note = new Note({{version}}, Kind.Long, message.Text);
                State.Set("note", note);
                var read = JsonSerializer.Deserialize<Note>(JsonSerializer.Serialize(State.Get<Note>("note")));
                var words = new Regex("[a-z]+").Replace(read!.Text, match => match.Value.ToUpperInvariant());
                var fired = new TaskCompletionSource();
                using var timer = new Timer(_ => fired.TrySetResult(), null, 0, 10);
                await fired.Task;
                try { throw new FormatException(words); }
                catch (FormatException exception) { await message.ReplyAsync(exception.Message + read.Id); }
            });
            """));
        var context = AssemblyLoadContext.All.Single(one => one.Name == path);
        var bot = new RecordingBot();
        using var instance = await thread.RunAsync(() => script.StartAsync(bot, new RecordingEnvironment()), ScriptLimits.Default, path);
        await thread.RunAsync(() => bot.HearAsync(instance, 1001, "hi"), ScriptLimits.Default, path);
        Assert.Equal([(1001, $"HI{version}")], bot.Sent);
        return new WeakReference(context, trackResurrection: true);
    }
}

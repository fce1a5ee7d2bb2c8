using System.Reflection;
using System.Runtime.Loader;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using IcqBots.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting.Tests;

public sealed class ScriptCacheTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-");
    private readonly ManualTimeProvider _time = new();
    private readonly CountingLog _log = new();
    private int _compiled;

    public ScriptCacheTests()
    {
        Write("bot.csx", "#r \"lib/words.dll\"\n#load \"lib/more.csx\"\nawait SendAsync(1001, Words.Hello + More());");
        Write("lib/more.csx", "string More() => \"!\";");
        WriteLibrary("hello");
    }

    private string CacheFolder => Path.Combine(_folder.FullName, "data", "scripts");

    [Fact]
    public async Task A_script_that_has_not_changed_is_compiled_once()
    {
        Assert.Equal("hello!", await StartAsync());
        Assert.Equal("hello!", await StartAsync());

        Assert.Equal(1, _compiled);
    }

    [Fact]
    public async Task Another_text_library_or_loaded_file_is_compiled_anew()
    {
        await StartAsync();
        Write("lib/more.csx", "string More() => \"?\";");
        Assert.Equal("hello?", await StartAsync());
        WriteLibrary("bye");
        Assert.Equal("bye?", await StartAsync());
        Write("bot.csx", "await SendAsync(1001, \"new\");");
        Assert.Equal("new", await StartAsync());

        Assert.Equal(4, _compiled);
    }

    [Fact]
    public async Task A_loaded_file_that_is_gone_is_missed()
    {
        await StartAsync();
        File.Delete(Path.Combine(_folder.FullName, "lib/more.csx"));

        var exception = await Assert.ThrowsAsync<ScriptCompilationException>(StartAsync);

        Assert.StartsWith("bot.csx:2:7: error CS1504", exception.Message);
    }

    [Fact]
    public async Task A_damaged_entry_is_compiled_anew_and_replaced()
    {
        await StartAsync();
        var entry = Assert.Single(Directory.GetFiles(CacheFolder));
        var whole = File.ReadAllBytes(entry);

        foreach (var damaged in new[] { [], whole[..20], whole[..^1], [.. whole[..^1], (byte)(whole[^1] ^ 1)], new byte[whole.Length] })
        {
            File.WriteAllBytes(entry, damaged);
            Assert.Equal("hello!", await StartAsync());
            Assert.Equal(whole.Length, new FileInfo(entry).Length);
        }

        Assert.Equal(6, _compiled);
    }

    [Fact]
    public async Task Only_the_owner_can_read_and_write_what_is_kept()
    {
        await StartAsync();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(CacheFolder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(CacheFolder))));
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_scripts_are_compiled_and_it_is_said_once()
    {
        Write("data", "a file where the folder should be");
        var cache = Cache();

        cache.Load("bot.csx", Compiler);
        cache.Load("bot.csx", Compiler);

        Assert.Equal(2, _compiled);
        Assert.StartsWith("Scripts are compiled at every start, because", Assert.Single(_log.Warnings));
        Assert.Equal("hello!", await StartAsync());
    }

    [Fact]
    public async Task What_nobody_has_used_for_thirty_days_is_deleted()
    {
        await StartAsync();
        var entry = Assert.Single(Directory.GetFiles(CacheFolder));
        File.SetLastWriteTimeUtc(entry, _time.GetUtcNow().UtcDateTime.AddDays(-31));
        Write("other.csx", "var a = 1;");

        Cache().Load("other.csx", Compiler);

        Assert.DoesNotContain(entry, Directory.GetFiles(CacheFolder));
    }

    [Fact]
    public async Task A_script_that_is_kept_starts_without_the_compiler()
    {
        await StartAsync();

        var started = new FreshContext();
        Assert.Equal("hello!", started.Start(_folder.FullName, CacheFolder));
        Assert.DoesNotContain(started.Loaded, name => name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));

        Write("lib/more.csx", "string More() => \"?\";");
        Assert.Equal("hello?", started.Start(_folder.FullName, CacheFolder));
        Assert.Contains("Microsoft.CodeAnalysis.CSharp", started.Loaded);
    }

    [Fact]
    public void The_library_of_a_script_can_be_replaced_while_it_runs()
    {
        using var script = new LoadedScript(Cache().Load("bot.csx", Compiler));

        WriteLibrary("bye");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Called in a copy of this assembly.</summary>
    internal static string Start(string folder, string cacheFolder)
    {
        var cache = new ScriptCache(folder, cacheFolder, TimeProvider.System, new CountingLog());
        using var script = new LoadedScript(cache.Load("bot.csx", () => new ScriptCompiler(folder)));
        var bot = new RecordingBot();
        script.StartAsync(bot, new RecordingEnvironment()).GetAwaiter().GetResult().Dispose();
        return bot.Sent[^1].Text;
    }

    private async Task<string> StartAsync()
    {
        using var script = new LoadedScript(Cache().Load("bot.csx", Compiler));
        var bot = new RecordingBot();
        using var instance = await script.StartAsync(bot, new RecordingEnvironment());
        return Assert.Single(bot.Sent).Text;
    }

    private ScriptCache Cache() => new(_folder.FullName, CacheFolder, _time, _log);

    private ScriptCompiler Compiler()
    {
        _compiled++;
        return new ScriptCompiler(_folder.FullName);
    }

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    private void WriteLibrary(string hello)
    {
        var compilation = CSharpCompilation.Create(
            "words",
            [CSharpSyntaxTree.ParseText($"public static class Words {{ public static readonly string Hello = \"{hello}\"; }}")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(Path.Combine(_folder.FullName, "lib/words.dll")).Success);
    }

    /// <summary>The host's code once more, with a note of all that it asks for.</summary>
    private sealed class FreshContext() : AssemblyLoadContext("fresh")
    {
        public HashSet<string> Loaded { get; } = [];

        public string Start(string folder, string cacheFolder) =>
            (string)LoadFromAssemblyPath(typeof(ScriptCacheTests).Assembly.Location)
                .GetType(typeof(ScriptCacheTests).FullName!, throwOnError: true)!
                .GetMethod(nameof(ScriptCacheTests.Start), BindingFlags.Static | BindingFlags.NonPublic)!
                .Invoke(null, [folder, cacheFolder])!;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Loaded.Add(assemblyName.Name!);
            var file = Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll");
            return assemblyName.Name!.StartsWith("IcqBots.", StringComparison.Ordinal) && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }

    private sealed class CountingLog : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Add(formatter(state, exception));
    }
}

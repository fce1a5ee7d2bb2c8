using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Host;

/// <summary>Compiles every script of bots.yaml without running anything.</summary>
public sealed class ScriptCheck(BotsFile file) : IDisposable
{
    private readonly ScriptLibrary _scripts = new(file.Folder);

    /// <summary>The mistakes of all scripts, each as <c>file:line:column: text</c>.</summary>
    public IEnumerable<string> Run() =>
        file.Bots.SelectMany(bot => bot.ScriptFiles()).DistinctBy(script => script.Path).SelectMany(MistakesOf);

    /// <summary>Unloads the scripts.</summary>
    public void Dispose() => _scripts.Dispose();

    private IReadOnlyList<string> MistakesOf(ScriptFile script)
    {
        try
        {
            _scripts.Load(script);
            return [];
        }
        catch (ScriptCompilationException e)
        {
            return e.Mistakes;
        }
    }
}

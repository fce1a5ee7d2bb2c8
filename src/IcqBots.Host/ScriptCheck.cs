using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Host;

/// <summary>Compiles every script of bots.yaml, and compares the settings with what the scripts ask for, without running a script.</summary>
public sealed class ScriptCheck(BotsFile file) : IDisposable
{
    private readonly ScriptLibrary _scripts = new(file.Folder);

    /// <summary>The mistakes of all scripts, then those of the bots' settings, each as <c>file:line:column: text</c>.</summary>
    public IReadOnlyList<string> Run()
    {
        var mistakes = new List<string>();
        var scripts = new Dictionary<string, LoadedScript>();
        foreach (var script in file.Bots.SelectMany(bot => bot.ScriptFiles()).DistinctBy(script => script.Path))
        {
            try
            {
                scripts.Add(script.Path, _scripts.Load(script));
            }
            catch (ScriptCompilationException e)
            {
                mistakes.AddRange(e.Mistakes);
            }
        }

        return [.. mistakes, .. file.Bots.SelectMany(bot => MistakesInSettings(bot, scripts)).Distinct()];
    }

    /// <summary>Unloads the scripts.</summary>
    public void Dispose() => _scripts.Dispose();

    private static IEnumerable<string> MistakesInSettings(BotEntry bot, Dictionary<string, LoadedScript> scripts)
    {
        // What a script that does not compile would ask for is not known, so no key can be called unknown.
        var files = bot.ScriptFiles();
        return files.All(script => scripts.ContainsKey(script.Path))
            ? bot.Settings.Check(files.SelectMany(file => scripts[file.Path].SettingsTypes()).Select(asked => asked.Type))
                .Select(mistake => mistake.ToString())
            : [];
    }
}

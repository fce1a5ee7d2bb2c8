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

        return [.. mistakes, .. file.Bots.SelectMany(bot => MistakesInSettings(bot, script => scripts.GetValueOrDefault(script.Path))).Distinct()];
    }

    /// <summary>Unloads the scripts.</summary>
    public void Dispose() => _scripts.Dispose();

    /// <summary>What is wrong with a bot's settings, as its scripts read them; nothing while one of them does not compile.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="codeOf">The code of a script; null where there is none.</param>
    internal static IReadOnlyList<string> MistakesInSettings(BotEntry bot, Func<ScriptFile, LoadedScript?> codeOf)
    {
        // What a script that does not compile would ask for is not known, so no key can be called unknown.
        var scripts = bot.ScriptFiles().Select(codeOf).ToList();
        return scripts.Contains(null)
            ? []
            :
            [
                .. bot.Settings.Check(scripts.SelectMany(script => script!.SettingsTypes()).Select(asked => asked.Type))
                    .Select(mistake => mistake.ToString()),
            ];
    }
}

using IcqBots.Host.Configuration;
using IcqBots.Host.Scripts;
using IcqBots.Scripting;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using IcqBots.Scripting.Testing;

namespace IcqBots.Host;

/// <summary>
/// Compiles every script of bots.yaml, compares the settings with what the scripts ask for, and starts each script for each of its bots
/// where there is no network, and where nothing is kept.
/// </summary>
public sealed class ScriptCheck : IDisposable
{
    private readonly BotsFile _file;
    private readonly ScriptLibrary _scripts;
    private readonly ScriptTrial _trial;

    /// <summary>Prepares to check the scripts of a file.</summary>
    public ScriptCheck(BotsFile file)
    {
        _file = file;
        _scripts = new ScriptLibrary(file.Folder);
        _trial = new ScriptTrial(ScriptTestRun.ServicesOf(file.Folder, file.Calendars));
    }

    /// <summary>What is doubtful, and no mistake; complete after <see cref="RunAsync"/>.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>The mistakes of all scripts, then those of the bots' settings and of starts, each with file and line.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var (mistakes, warnings) = (new List<string>(), new List<string>());
        var scripts = new Dictionary<string, LoadedScript>();
        foreach (var script in _file.Bots.SelectMany(bot => bot.ScriptFiles()).DistinctBy(script => script.Path))
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

        foreach (var bot in _file.Bots)
        {
            var inSettings = MistakesInSettings(bot, script => scripts.GetValueOrDefault(script.Path));
            mistakes.AddRange(inSettings);

            // A start with bad settings would only say the same again.
            var commands = new List<Command>();
            foreach (var script in inSettings.Count == 0 ? bot.ScriptFiles() : [])
            {
                if (scripts.TryGetValue(script.Path, out var code))
                {
                    var result = await _trial.StartAsync(code, RoleOf(bot));
                    mistakes.AddRange(result.Mistake is { } mistake ? [mistake] : []);
                    warnings.AddRange(result.Missed is { } missed ? [missed] : []);
                    commands.AddRange(result.Commands);
                }
            }

            warnings.AddRange(MessageRouter.NeverReached(commands));
        }

        Warnings = [.. warnings.Distinct()];
        return [.. mistakes.Distinct()];
    }

    /// <summary>Unloads the scripts.</summary>
    public void Dispose()
    {
        _trial.Dispose();
        _scripts.Dispose();
    }

    private StageRole RoleOf(BotEntry bot) => new(bot.Name, bot.Uin, bot.Nick ?? bot.Name)
    {
        Settings = bot.Settings.Bind,
        Admins = bot.Admins,
        Contacts = bot.Contacts,
        CommandPrefix = bot.CommandPrefix,
        Others = [.. _file.Bots.Where(other => other.Name != bot.Name).Select(other => other.Name)],
    };

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

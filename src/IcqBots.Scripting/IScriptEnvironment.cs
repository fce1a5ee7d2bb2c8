using IcqBots.Scripting.Running;

namespace IcqBots.Scripting;

/// <summary>What one script of one bot has for itself. The host implements it; script tests have one without a disk.</summary>
public interface IScriptEnvironment
{
    /// <summary>What the script keeps.</summary>
    IScriptStore Store { get; }

    /// <summary>What the script wants done once, also after a restart.</summary>
    IScriptJobs Jobs { get; }

    /// <summary>The bot's <c>settings</c> in bots.yaml as an object of the type, made anew at each call.</summary>
    /// <exception cref="FormatException">The settings do not fit; the message has a line for each mistake, with file, line and column.</exception>
    object BindSettings(Type type);

    /// <summary>A YAML file as an object of the type (a record, a list, a dictionary with text keys).</summary>
    /// <param name="path">The file, relative to the script.</param>
    /// <param name="type">What it becomes.</param>
    /// <exception cref="FormatException">The file does not fit; the message has a line for each mistake, with file, line and column.</exception>
    object ReadYaml(string path, Type type);

    /// <summary>
    /// Runs a handler on time, as the bot's other handlers are run, until the result is disposed. A moment that has passed is now.
    /// </summary>
    /// <param name="when">The times.</param>
    /// <param name="handler">What to run, asked for at each of them.</param>
    /// <exception cref="FormatException">The timetable makes no sense: a cron expression that is none, an interval too short or too long.</exception>
    IDisposable Schedule(Timetable when, Func<HandlerRun> handler);
}

/// <summary>Keeps texts under keys, for one bot and one script. All members are for any thread; they throw an IOException when the store cannot be used.</summary>
public interface IScriptStore
{
    /// <summary>The text; null where there is none, or where its time is over.</summary>
    string? Get(string key);

    /// <summary>Puts a text, for ever or until a time.</summary>
    void Set(string key, string json, DateTimeOffset? expiresAt);

    /// <summary>Replaces a text by what becomes of it, while nobody else can; null removes it. The end of its time stays unless another is given.</summary>
    string? Update(string key, Func<string?, string?> change, DateTimeOffset? expiresAt);

    /// <summary>Removes a text; false where there was none.</summary>
    bool Remove(string key);

    /// <summary>The keys that begin so, in order.</summary>
    IReadOnlyList<string> Keys(string prefix);
}

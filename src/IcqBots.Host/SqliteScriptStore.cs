using IcqBots.Scripting;
using IcqBots.Storage;

namespace IcqBots.Host;

/// <summary>Keeps what one script of one bot wants kept in a database file.</summary>
internal sealed class SqliteScriptStore(BotDatabase database, string bot, string script) : IScriptStore
{
    /// <inheritdoc/>
    public string? Get(string key) => database.Get(At(key));

    /// <inheritdoc/>
    public void Set(string key, string json, DateTimeOffset? expiresAt) => database.Set(At(key), json, expiresAt);

    /// <inheritdoc/>
    public string? Update(string key, Func<string?, string?> change, DateTimeOffset? expiresAt) => database.Update(At(key), change, expiresAt);

    /// <inheritdoc/>
    public bool Remove(string key) => database.Remove(At(key));

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys(string prefix) => database.Keys(bot, script, prefix);

    private StateKey At(string key) => new(bot, script, key);
}

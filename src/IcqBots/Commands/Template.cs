namespace IcqBots.Commands;

/// <summary>The files that <c>icqbots init</c> and <c>icqbots new</c> write; they are in the folder Templates of this project.</summary>
internal static class Template
{
    /// <summary>The bots of a new folder, by the paths that the files get.</summary>
    public static IReadOnlyList<string> OfBots { get; } = ["bots.yaml", "scripts/hello.csx", "scripts/dice.csx", "scripts/dice.tests.csx"];

    /// <summary>What every folder of bots should have.</summary>
    public static IReadOnlyList<string> OfFolder { get; } = [".gitignore", "omnisharp.json", ".vscode/settings.json", ".vscode/extensions.json"];

    /// <summary>The text of a template. Those of files that begin with a dot are kept without it, since tools pass over such files.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream($"Templates/{name.TrimStart('.')}")
            ?? throw new ArgumentException($"There is no template {name}", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

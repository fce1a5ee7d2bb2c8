namespace IcqBots.Commands;

/// <summary>The files that <c>icqbots init</c> and <c>icqbots new</c> write; they are in the folder Templates of this project.</summary>
internal static class Template
{
    /// <summary>The files of a new folder, by the paths that they get.</summary>
    public static IReadOnlyList<string> OfFolder { get; } =
    [
        "bots.yaml", "scripts/hello.csx", "scripts/dice.csx", "scripts/dice.tests.csx",
        ".vscode/settings.json", ".vscode/extensions.json", "omnisharp.json", ".gitignore",
    ];

    /// <summary>The text of a template.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream($"Templates/{name}")
            ?? throw new ArgumentException($"There is no template {name}", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

namespace IcqBots.Host.Configuration;

/// <summary>Reads any YAML file into a type, as bots.yaml is read.</summary>
public static class YamlFile
{
    /// <summary>The file as an object of the type: a record, a list, a dictionary. Texts are taken as they are, a $ too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How mistakes call it.</param>
    /// <param name="type">What it becomes.</param>
    /// <exception cref="FormatException">
    /// It cannot be read or does not fit; the message has a line <c>name:LINE:COLUMN: …</c> for each mistake.
    /// </exception>
    public static object Read(string path, string name, Type type)
    {
        var mistakes = new MistakeList(name);
        return YamlText.Read(path, mistakes, $"the path is {Path.GetFullPath(path)}") is { } text
            && YamlTree.Read(text, mistakes) is { } root
            && new EntryBinder(Path.GetDirectoryName(Path.GetFullPath(path))!, environment: null, mistakes).Bind(type, root) is { } bound
            && mistakes.IsEmpty
                ? bound
                : throw mistakes.ToException();
    }
}

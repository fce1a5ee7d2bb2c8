namespace IcqBots;

/// <summary>What people write to start this program again, from where it was started.</summary>
internal static class ProgramName
{
    private const string Project = "src/IcqBots";

    /// <summary>As this process was started.</summary>
    public static string Current => Of(
        Environment.ProcessPath ?? "icqbots",
        Path.Combine(AppContext.BaseDirectory, "icqbots.dll"),
        Directory.GetCurrentDirectory(),
        Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <summary>
    /// <c>icqbots</c> where the PATH finds it, <c>dotnet …/icqbots.dll</c> where dotnet runs it, <c>dotnet run</c> in a clone of the sources, and
    /// else the path of the program.
    /// </summary>
    /// <param name="process">The program that runs.</param>
    /// <param name="assembly">What it runs, where it is dotnet.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="path">Where programs are looked for.</param>
    public static string Of(string process, string assembly, string folder, string path)
    {
        if (Path.GetFileNameWithoutExtension(process) == "dotnet")
        {
            return $"dotnet {Quoted(assembly)}";
        }

        var isFound = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(each => Path.Combine(each, Path.GetFileName(process)))
            .Any(file => file == process || (File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName == process));
        return isFound ? "icqbots"
            : File.Exists(Path.Combine(folder, Project, "IcqBots.csproj")) ? $"dotnet run --project {Project} --"
            : Quoted(process);
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}

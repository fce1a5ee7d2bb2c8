using System.Reflection;
using System.Runtime.Loader;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Scripting.Running;

/// <summary>
/// Holds one script's assembly and the libraries that it takes in; everything else is the host's, so that both mean the same types.
/// </summary>
internal sealed class ScriptLoadContext : AssemblyLoadContext
{
    // Where libraries look for libraries of their own.
    private readonly string[] _folders;

    /// <summary>Without libraries.</summary>
    public ScriptLoadContext(string name)
        : base(name, isCollectible: true) => _folders = [];

    public ScriptLoadContext(ScriptImage image)
        : base(image.Path, isCollectible: true)
    {
        var libraries = image.Libraries.Select(library => Path.GetFullPath(library.Path, image.Folder)).ToArray();
        _folders = [.. libraries.Select(library => Path.GetDirectoryName(library)!).Distinct()];

        // At once: later the file may be another one.
        foreach (var library in libraries)
        {
            LoadFile(library);
        }
    }

    /// <summary>Where the code was started last.</summary>
    public ScriptThread? Thread { get; set; }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (_folders.Length > 0 && !ScriptAssemblies.Paths.ContainsKey(name))
        {
            var own = Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name);
            var file = _folders.Select(folder => Path.Combine(folder, $"{name}.dll")).FirstOrDefault(File.Exists);
            if (own is not null || file is not null)
            {
                return own ?? LoadFile(file!);
            }
        }

        return GetLoadContext(typeof(BotScript).Assembly)?.LoadFromAssemblyName(assemblyName);
    }

    // From memory, so that the file can be replaced.
    private Assembly LoadFile(string path)
    {
        using var assembly = new MemoryStream(File.ReadAllBytes(path));
        return LoadFromStream(assembly);
    }
}

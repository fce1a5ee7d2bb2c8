using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using IcqBots.Protocol;
using Microsoft.Extensions.Logging;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// Keeps compiled scripts on disk, so that a script that has not changed starts without the compiler. An entry counts only as long as the
/// script, what it loads and refers to, the host and the runtime are the ones that it was made of. Thread-safe.
/// </summary>
public sealed partial class ScriptCache
{
    /// <summary>Entries that nobody has used for so long are deleted.</summary>
    private static readonly TimeSpan _lifetime = TimeSpan.FromDays(30);

    private static readonly Lazy<string[]> _versions = new(Versions);

    private const string Extension = ".icqbots-script";

    private readonly string _folder;
    private readonly string _cacheFolder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lazy<bool> _isUsable;

    /// <summary>A cache for the scripts of a folder.</summary>
    /// <param name="folder">What the paths of scripts are relative to: the folder of bots.yaml.</param>
    /// <param name="cacheFolder">Where the entries are; it is made when it is not there, for its owner alone.</param>
    /// <param name="time">Tells which entries are old.</param>
    /// <param name="log">Is told, once, when the folder cannot be used.</param>
    public ScriptCache(string folder, string cacheFolder, TimeProvider time, ILogger log)
    {
        (_folder, _cacheFolder, _time, _log) = (Path.GetFullPath(folder), Path.GetFullPath(cacheFolder), time, log);
        _isUsable = new Lazy<bool>(Prepare);
    }

    /// <summary>The image of a file: the one that is kept, or else a new one, which is kept from then on.</summary>
    /// <param name="path">The file, relative to the folder, as mistakes and stack traces shall show it.</param>
    /// <param name="compiler">Is called only where the file must be compiled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ScriptCompilationException">The file cannot be read or does not compile.</exception>
    public ScriptImage Load(string path, Func<ScriptCompiler> compiler, CancellationToken cancellationToken = default) =>
        Find(path) ?? Compile(path, compiler, cancellationToken);

    // Apart, so that the compiler's types are not touched while it is not needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ScriptImage Compile(string path, Func<ScriptCompiler> compiler, CancellationToken cancellationToken)
    {
        var image = compiler().CompileFile(path, cancellationToken);
        Keep(image);
        return image;
    }

    private ScriptImage? Find(string path)
    {
        try
        {
            var entry = EntryOf(path, SHA256.HashData(File.ReadAllBytes(Path.GetFullPath(path, _folder))));
            if (!_isUsable.Value || !File.Exists(entry))
            {
                return null;
            }

            var image = ScriptCacheEntry.Read(File.ReadAllBytes(entry), _folder);
            if (image?.Path != path || !image.Sources.Skip(1).Concat(image.Libraries).All(IsUnchanged))
            {
                return null;
            }

            File.SetLastWriteTimeUtc(entry, _time.GetUtcNow().UtcDateTime);
            return image;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whatever is the matter with the script, the compiler will tell; what is the matter with the cache does not matter.
            return null;
        }
    }

    private void Keep(ScriptImage image)
    {
        if (!_isUsable.Value)
        {
            return;
        }

        try
        {
            var entry = EntryOf(image.Path, image.Sources[0].Hash);
            var written = $"{entry}.{Guid.NewGuid():N}.new";
            using (var file = new FileStream(written, OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write, FileShare.Read)))
            {
                file.Write(ScriptCacheEntry.Write(image));
            }

            // At one go: nobody reads half an entry.
            File.Move(written, entry, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnusable(_cacheFolder, exception.Message);
        }
    }

    private bool Prepare()
    {
        try
        {
            // What is in here runs with the rights of the host: nobody else may put anything in.
            OwnerOnly.CreateFolder(_cacheFolder);
            OwnerOnly.RestrictFolder(_cacheFolder);

            foreach (var file in new DirectoryInfo(_cacheFolder).EnumerateFiles($"*{Extension}*"))
            {
                if (file.LastWriteTimeUtc < _time.GetUtcNow() - _lifetime)
                {
                    file.Delete();
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnusable(_cacheFolder, exception.Message);
            return false;
        }
    }

    private bool IsUnchanged(ScriptFileHash file) =>
        Path.GetFullPath(file.Path, _folder) is var path
        && File.Exists(path)
        && SHA256.HashData(File.ReadAllBytes(path)).AsSpan().SequenceEqual(file.Hash);

    /// <summary>Another name for everything that makes another image, but for the files that the script loads and refers to.</summary>
    private string EntryOf(string path, byte[] sourceHash)
    {
        var key = string.Join('\n', [path, Convert.ToHexString(sourceHash), .. _versions.Value]);
        return Path.Combine(_cacheFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + Extension);
    }

    private static string[] Versions() =>
    [
        RuntimeInformation.FrameworkDescription,
        .. new[] { typeof(BotScript), typeof(Uin), typeof(ILogger) }.Select(type => type.Module.ModuleVersionId.ToString()),
        .. typeof(ScriptCache).Assembly.GetReferencedAssemblies().Select(assembly => assembly.FullName).Order(StringComparer.Ordinal),
    ];

    [LoggerMessage(LogLevel.Warning, "Scripts are compiled at every start, because {Folder} cannot be used: {Reason}")]
    private partial void LogUnusable(string folder, string reason);
}

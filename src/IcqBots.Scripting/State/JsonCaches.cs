using System.Reflection;
using System.Reflection.Metadata;
using System.Text.Json;

namespace IcqBots.Scripting;

/// <summary>What System.Text.Json keeps about types for the whole process, which would keep the code of scripts in memory.</summary>
internal static class JsonCaches
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    // The library names the class that forgets everything, for when code is changed while it runs: what a new version of a script is.
    private static readonly MethodInfo? _clear = typeof(JsonSerializer).Assembly
        .GetCustomAttributes<MetadataUpdateHandlerAttribute>()
        .Select(attribute => attribute.HandlerType.GetMethod("ClearCache", Statics, [typeof(Type[])]))
        .FirstOrDefault(method => method is not null);

    /// <summary>Forgets it; what is in use is learned again.</summary>
    public static void Clear() => _clear?.Invoke(null, [null]);
}

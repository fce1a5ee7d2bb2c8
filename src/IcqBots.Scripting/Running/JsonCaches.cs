using System.Reflection;
using System.Reflection.Metadata;
using System.Text.Json;

namespace IcqBots.Scripting.Running;

/// <summary>
/// What System.Text.Json remembers of types for the whole process, which would keep a script in memory: all about them in shared options
/// (the default ones too), and accessors of their members even where options are not shared.
/// </summary>
internal static class JsonCaches
{
    // The way that hot reload takes: the library names what empties its caches in an attribute.
    private static readonly Lazy<IReadOnlyList<Action<Type[]?>>> _clear = new(
        () =>
        [
            .. typeof(JsonSerializer).Assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>()
                .Select(handler => handler.HandlerType.GetMethod(
                    "ClearCache", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Type[])]))
                .OfType<MethodInfo>()
                .Select(method => method.CreateDelegate<Action<Type[]?>>()),
        ]);

    /// <summary>Empties them. They fill up again as they are used.</summary>
    public static void Clear()
    {
        foreach (var clear in _clear.Value)
        {
            clear(null);
        }
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IcqBots.Host.Configuration;

/// <summary>A key of a mapping in bots.yaml: a property of the mapping's record.</summary>
internal sealed record EntryKey(string Name, PropertyInfo Property, bool IsRequired)
{
    /// <summary>The keys that the record of a mapping declares.</summary>
    public static IReadOnlyList<EntryKey> Of(Type entry) =>
    [
        .. entry.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !property.IsDefined(typeof(YamlIgnoreAttribute)))
            .Select(property => new EntryKey(
                Hyphenated(property.Name), property, property.IsDefined(typeof(RequiredMemberAttribute)))),
    ];

    /// <summary>PeerPort as peer-port.</summary>
    public static string Hyphenated(string name) => HyphenatedNamingConvention.Instance.Apply(name);
}

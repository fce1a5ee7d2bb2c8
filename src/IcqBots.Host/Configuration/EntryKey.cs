using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IcqBots.Host.Configuration;

/// <summary>A key of a mapping: a property of the mapping's record, or a parameter of its constructor, or both.</summary>
internal sealed class EntryKey
{
    private readonly List<ICustomAttributeProvider> _declarations = [];

    private EntryKey(ParameterInfo? parameter, PropertyInfo? property, NullabilityInfoContext nullability)
    {
        Parameter = parameter;
        Property = property;
        Member = property?.Name ?? parameter!.Name!;
        Name = Hyphenated(Member);
        Type = parameter?.ParameterType ?? property!.PropertyType;
        IsRequired = parameter is null
            ? property!.IsDefined(typeof(RequiredMemberAttribute))
            : !parameter.HasDefaultValue && nullability.Create(parameter).WriteState != NullabilityState.Nullable;
        _declarations.AddRange(new ICustomAttributeProvider?[] { parameter, property }.OfType<ICustomAttributeProvider>());
    }

    /// <summary>As it is written in the file.</summary>
    public string Name { get; }

    /// <summary>The name in C#.</summary>
    public string Member { get; }

    /// <summary>What the value must become.</summary>
    public Type Type { get; }

    /// <summary>True when the key may not be left out.</summary>
    public bool IsRequired { get; }

    /// <summary>The parameter of the constructor; null for a property that is set afterwards.</summary>
    public ParameterInfo? Parameter { get; }

    /// <summary>The property, where there is one.</summary>
    public PropertyInfo? Property { get; }

    /// <summary>What the value must fulfil. In a record with parameters the attributes are the parameters'.</summary>
    public IEnumerable<ValidationAttribute> Rules =>
        _declarations.SelectMany(each => each.GetCustomAttributes(typeof(ValidationAttribute), inherit: true)).Cast<ValidationAttribute>();

    /// <summary>The keys that the record of a mapping declares: those of its constructor, then its other properties that can be set.</summary>
    public static IReadOnlyList<EntryKey> Of(Type entry)
    {
        var nullability = new NullabilityInfoContext();
        var properties = entry.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !property.IsDefined(typeof(YamlIgnoreAttribute)) && property.GetIndexParameters().Length == 0)
            .ToList();
        var ofConstructor = (ConstructorOf(entry)?.GetParameters() ?? [])
            .Select(parameter => new EntryKey(
                parameter,
                properties.Find(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)),
                nullability))
            .ToList();
        return
        [
            .. ofConstructor,
            .. properties
                .Where(property => property.SetMethod is { IsPublic: true } && ofConstructor.TrueForAll(key => key.Property != property))
                .Select(property => new EntryKey(null, property, nullability)),
        ];
    }

    /// <summary>The constructor that makes an entry: the one without parameters, else the one with most; null for a struct without any.</summary>
    public static ConstructorInfo? ConstructorOf(Type entry)
    {
        var constructors = entry.GetConstructors();
        return constructors.FirstOrDefault(constructor => constructor.GetParameters().Length == 0)
            ?? constructors.MaxBy(constructor => constructor.GetParameters().Length);
    }

    /// <summary>The entry with these values, by the names in C#; null where its constructor lacks one.</summary>
    /// <exception cref="TargetInvocationException">The constructor or a property refuses a value.</exception>
    public static object? Make(Type type, IReadOnlyList<EntryKey> keys, IReadOnlyDictionary<string, object> values)
    {
        var parameters = keys.Where(key => key.Parameter is not null).ToList();
        if (parameters.Exists(key => key.IsRequired && !values.ContainsKey(key.Member)))
        {
            return null;
        }

        // A constructor that is called by reflection does not insist on required properties; the caller does.
        var entry = ConstructorOf(type) is { } constructor
            ? constructor.Invoke([.. parameters.Select(ArgumentOf)])
            : Activator.CreateInstance(type)!;
        foreach (var key in keys.Where(key => key.Parameter is null && values.ContainsKey(key.Member)))
        {
            key.Property!.SetValue(entry, values[key.Member]);
        }

        return entry;

        object? ArgumentOf(EntryKey key) =>
            values.TryGetValue(key.Member, out var value) ? value : key.Parameter!.HasDefaultValue ? Type.Missing : null;
    }

    /// <summary>True for a type that keys with values can make: a class, record or struct of ours or of a script.</summary>
    public static bool HasKeys(Type type) =>
        !type.IsAbstract && !type.IsEnum && !type.IsPrimitive && !type.IsArray && !type.IsAssignableTo(typeof(Delegate))
        && type.Namespace?.Split('.')[0] != nameof(System)
        && (type.IsValueType || ConstructorOf(type) is not null);

    /// <summary>PeerPort as peer-port.</summary>
    public static string Hyphenated(string name) => HyphenatedNamingConvention.Instance.Apply(name);
}

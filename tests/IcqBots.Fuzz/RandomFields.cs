using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using IcqBots.Protocol;

namespace IcqBots.Fuzz;

/// <summary>
/// Copies of packets and frames with other values in some of their fields. It goes by the types of the properties, so that it knows
/// packets that are added later.
/// </summary>
internal static class RandomFields
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly Dictionary<Type, PropertyInfo[]> Properties = [];

    private static readonly FrozenDictionary<Type, Func<FuzzRandom, object>> Values = new Dictionary<Type, Func<FuzzRandom, object>>
    {
        [typeof(bool)] = random => random.Chance(1, 2),
        [typeof(byte)] = random => (byte)Number(random),
        [typeof(ushort)] = random => (ushort)Number(random),
        [typeof(uint)] = random => Number(random),
        [typeof(int)] = random => (int)Number(random),
        [typeof(string)] = Text,
        [typeof(Uin)] = random => new Uin(Number(random)),
        [typeof(Password)] = random => new Password(Text(random)),
        [typeof(IPAddress)] = random => new IPAddress((long)(random.Next() & 0xFFFF_FFFF)),
        [typeof(ReadOnlyMemory<byte>)] = random => (ReadOnlyMemory<byte>)random.Bytes(random.Below(64)),
        [typeof(IReadOnlyList<Uin>)] = random => Enumerable.Range(0, random.Below(256)).Select(_ => new Uin(Number(random))).ToArray(),
    }.ToFrozenDictionary();

    /// <summary>A copy of a record in which about half of the fields are random.</summary>
    public static object Vary(object record, FuzzRandom random)
    {
        var copy = Clone.Invoke(record, null)!;
        foreach (var property in PropertiesOf(record.GetType()))
        {
            if (random.Chance(1, 2) && Value(property.PropertyType, property.GetValue(record), random) is { } value)
            {
                property.SetValue(copy, value);
            }
        }

        return copy;
    }

    /// <summary>Null: the field stays as it is.</summary>
    private static object? Value(Type type, object? current, FuzzRandom random) =>
        Values.TryGetValue(type, out var make) ? make(random)
        : type.IsEnum ? EnumValue(type, random)
        : current is not null && type.IsClass && type.Assembly == typeof(Uin).Assembly ? Vary(current, random)
        : null;

    private static object EnumValue(Type type, FuzzRandom random)
    {
        var members = Enum.GetValuesAsUnderlyingType(type);
        return Enum.ToObject(type, random.Chance(3, 4) ? members.GetValue(random.Below(members.Length))! : random.Next());
    }

    private static uint Number(FuzzRandom random) => random.Below(4) switch
    {
        0 => (uint)random.Below(3),
        1 => uint.MaxValue - (uint)random.Below(3),
        2 => (uint)random.Below(1 << 16),
        _ => (uint)random.Next(),
    };

    /// <summary>Mostly short; separators, line ends and letters of any code page among the rest.</summary>
    private static string Text(FuzzRandom random)
    {
        var count = random.Chance(1, 30) ? random.Below(9000) : random.Below(40);
        return string.Create(count, random, static (text, random) =>
        {
            foreach (ref var letter in text)
            {
                letter = random.Below(8) switch
                {
                    0 => 'þ',
                    1 => (char)random.Below(256),
                    2 => (char)random.Below(32),
                    3 => (char)(255 - random.Below(8)),
                    _ => (char)('0' + random.Below(75)),
                };
            }
        });
    }

    private static PropertyInfo[] PropertiesOf(Type type)
    {
        if (!Properties.TryGetValue(type, out var properties))
        {
            Properties[type] = properties = [.. type.GetProperties().Where(property => property.SetMethod is { IsPublic: true })];
        }

        return properties;
    }
}

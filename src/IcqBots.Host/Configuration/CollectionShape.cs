using System.Collections;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Configuration;

/// <summary>A type that a list, or keys of any name, can make.</summary>
internal sealed class CollectionShape
{
    private static readonly Type[] _single =
    [
        typeof(ScriptPattern), typeof(MatchText), typeof(AnswerTemplate), typeof(OnlineStatus), typeof(AudiencePart), typeof(ExceptDate), typeof(Uin),
    ];

    private readonly Func<ICollection, object> _finish;

    private CollectionShape(Type? key, Type item, Func<ICollection, object>? finish = null)
    {
        Key = key;
        Item = item;
        _finish = finish ?? (items => items);
    }

    /// <summary>What the keys become; null for a list.</summary>
    public Type? Key { get; }

    /// <summary>What the items or values become.</summary>
    public Type Item { get; }

    /// <summary>Whether a single item needs no list around it.</summary>
    public bool TakesSingle => Key is null && _single.Contains(Item);

    /// <summary>The shape of arrays, lists, sets, dictionaries and of the interfaces that these have; null for other types.</summary>
    public static CollectionShape? Of(Type type)
    {
        if (type.IsSZArray)
        {
            return new CollectionShape(null, type.GetElementType()!, items =>
            {
                var array = Array.CreateInstance(type.GetElementType()!, items.Count);
                items.CopyTo(array, 0);
                return array;
            });
        }

        return type.GenericTypeArguments switch
        {
            [var item] when type.IsAssignableFrom(ListOf(item)) => new CollectionShape(null, item),
            [var item] when typeof(HashSet<>).MakeGenericType(item) is var set && type.IsAssignableFrom(set) =>
                new CollectionShape(null, item, items => Activator.CreateInstance(set, items)!),
            [var key, var item] when type.IsAssignableFrom(DictionaryOf(key, item)) => new CollectionShape(key, item),
            _ => null,
        };
    }

    /// <summary>An empty list to fill.</summary>
    public IList NewList() => (IList)Activator.CreateInstance(ListOf(Item))!;

    /// <summary>An empty dictionary to fill.</summary>
    public IDictionary NewDictionary() => (IDictionary)Activator.CreateInstance(DictionaryOf(Key!, Item))!;

    /// <summary>What has been filled as the type of this shape.</summary>
    public object Finish(ICollection items) => _finish(items);

    private static Type ListOf(Type item) => typeof(List<>).MakeGenericType(item);

    private static Type DictionaryOf(Type key, Type item) => typeof(Dictionary<,>).MakeGenericType(key, item);
}

using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace IcqBots.Protocol.Tests;

/// <summary>
/// Everything in a packet as text, to compare packets by: the equality of records goes by reference for lists and memory, and a
/// password prints as asterisks.
/// </summary>
internal static class PacketText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        Password password => password.Reveal(),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        string or Uin or IPAddress or Enum => $"{value}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Of))}]",
        _ => $"{value.GetType().FullName} {{ {Properties(value)} }}",
    };

    private static string Properties(object value) =>
        string.Join(", ", value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => $"{property.Name} = {Of(property.GetValue(value))}"));
}

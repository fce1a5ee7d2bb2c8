using System.Text;
using IcqBots.Protocol;

namespace IcqBots.Capture.Tests;

internal static class Hex
{
    public static readonly Encoding Western = WireText.For("windows-1252").Encoding;

    /// <summary>The bytes of digits with white space between them.</summary>
    public static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(c => !char.IsWhiteSpace(c))));
}

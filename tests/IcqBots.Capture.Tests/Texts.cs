using System.Text;
using IcqBots.Protocol;

namespace IcqBots.Capture.Tests;

internal static class Texts
{
    public static readonly Encoding Western = WireText.For("windows-1252").Encoding;
}

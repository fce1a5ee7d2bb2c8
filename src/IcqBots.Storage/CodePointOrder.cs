using System.Text;

namespace IcqBots.Storage;

/// <summary>The order in which SQLite sorts texts: that of their characters' numbers, not of UTF-16 code units.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static readonly CodePointOrder Instance = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}

using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace IcqBots.Scripting.Compilation;

/// <summary>
/// A text into which the guard was written, with the checksum of the file: debuggers compare it with the file that they show.
/// </summary>
internal sealed class GuardedText(SourceText text, SourceText original) : SourceText(original.GetChecksum(), original.ChecksumAlgorithm)
{
    public override Encoding? Encoding => original.Encoding;

    public override int Length => text.Length;

    public override char this[int position] => text[position];

    public override void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count) =>
        text.CopyTo(sourceIndex, destination, destinationIndex, count);
}

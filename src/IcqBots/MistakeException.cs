namespace IcqBots;

/// <summary>The user has to put something right: the command line, bots.yaml or a script.</summary>
internal sealed class MistakeException(params IReadOnlyList<string> mistakes) : Exception(string.Join('\n', mistakes))
{
    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Mistakes => mistakes;
}

namespace IcqBots;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done, also when Ctrl-C or SIGTERM ended it.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done: no server, a port in use, a wrong password.</summary>
    public const int Failure = 1;

    /// <summary>A mistake in the command line, in bots.yaml or in a script.</summary>
    public const int Mistake = 2;
}

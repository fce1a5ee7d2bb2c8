namespace IcqBots.Host.Control;

/// <summary>Something that other programs of the same user can ask of the running host.</summary>
public interface IControlCommand
{
    /// <summary>The word for it.</summary>
    string Name { get; }

    /// <summary>Does it. Several may run at a time.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="talk">The other end.</param>
    /// <param name="cancellationToken">Cancelled when the other end has gone or the host stops.</param>
    /// <returns>The exit code of the program that asks.</returns>
    Task<int> RunAsync(ControlRequest request, ControlTalk talk, CancellationToken cancellationToken);
}

using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>Somebody asks for a chat. A request that no handler answers is refused when all of them have ended.</summary>
public abstract class ChatRequest
{
    /// <summary>The asker's number, as the asker's program says.</summary>
    public abstract Uin From { get; }

    /// <summary>True when it comes from where the server says that the asker is.</summary>
    public abstract bool IsVerified { get; }

    /// <summary>What the asker says; may be empty.</summary>
    public abstract string Reason { get; }

    /// <summary>Accepts; the task ends when both are in the chat.</summary>
    public abstract Task<Chat> AcceptAsync(CancellationToken cancellationToken = default);

    /// <summary>Refuses; does nothing when the request has been answered.</summary>
    public abstract Task RefuseAsync(string reason = "", CancellationToken cancellationToken = default);
}

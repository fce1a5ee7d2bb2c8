using IcqBots.Protocol;
using IcqBots.Protocol.BetweenPeers;

namespace IcqBots.Client;

/// <summary>A peer asks for a chat.</summary>
public sealed class IncomingChat : IncomingRequest
{
    internal IncomingChat(Peer peer, ChannelMessageFrame message, TransferListeners listeners, SendAnswer answer)
        : base(peer, message, listeners, answer)
    {
    }

    /// <summary>Accepts; the task ends when both are in the chat.</summary>
    /// <param name="name">The name that the peer sees.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransferException">Withdrawn, or the peer does not connect, or speaks otherwise.</exception>
    /// <exception cref="InvalidOperationException">The request has been answered already.</exception>
    /// <exception cref="IOException">No port is free, or the connection broke.</exception>
    public async Task<PeerChat> AcceptAsync(string name, CancellationToken cancellationToken = default)
    {
        var opened = new TaskCompletionSource<PeerChat>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = ServeAsync(name, opened, cancellationToken);
        return await opened.Task;
    }

    /// <summary>Keeps the listener and the connection open until the chat is closed.</summary>
    private async Task ServeAsync(string name, TaskCompletionSource<PeerChat> opened, CancellationToken cancellationToken)
    {
        try
        {
            await ServeAsync(
                Listeners.OfChats,
                async (connection, token) =>
                {
                    var chat = await PeerChat.AnswerAsync(connection, From, name, Listeners, token);
                    opened.TrySetResult(chat);

                    // The token was for getting here; the chat lasts until somebody closes it, or the bot stops.
                    await chat.Closed;
                    return true;
                },
                cancellationToken);
        }
        catch (Exception e)
        {
            opened.TrySetException(e);
        }
    }
}

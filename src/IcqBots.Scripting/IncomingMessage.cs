using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>A message from a person, whichever way it came.</summary>
public sealed class IncomingMessage
{
    private readonly IScriptBot _bot;

    /// <summary>Made by the host for each message that arrives.</summary>
    public IncomingMessage(IScriptBot bot, Uin from, MessageType type, string text, DateTimeOffset sentAt, MessagePath path)
    {
        _bot = bot;
        From = from;
        Type = type;
        Text = text;
        SentAt = sentAt;
        Path = path;
    }

    /// <summary>The sender's number.</summary>
    public Uin From { get; }

    /// <summary>What kind of message it is; <see cref="Text"/> is a person's words only where this is <see cref="MessageType.Text"/>.</summary>
    public MessageType Type { get; }

    /// <summary>The text, with LF line ends.</summary>
    public string Text { get; }

    /// <summary>When it was sent, as the server told (to the minute), else when it arrived.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>The way by which it came.</summary>
    public MessagePath Path { get; }

    /// <summary>Sends a text back to the sender; the task ends when it is acknowledged.</summary>
    public Task ReplyAsync(string text, CancellationToken cancellationToken = default) => _bot.SendAsync(From, text, cancellationToken);
}

using IcqBots.Scripting;

namespace IcqBots.Host.Scripts;

/// <summary>
/// Words that bots.yaml sets and that people send to a bot, such as "subscribe". What somebody asked for is an answer and no such word; every
/// other text comes here before automatic replies and scripts get it.
/// </summary>
internal interface IMessageWords
{
    /// <summary>
    /// True when the text was one of the words: what it wants is done and kept, and nobody else gets it. Called in the turn of its sender, while
    /// the message is being handled, so that what is sent for it is not sent again after a crash. It throws nothing.
    /// </summary>
    Task<bool> TryTakeAsync(IncomingMessage message);
}

/// <summary>How texts are compared with words.</summary>
internal static class MessageWord
{
    /// <summary>True when the whole text is one of the words, whatever its capitals and the space around it.</summary>
    public static bool IsOneOf(string text, IEnumerable<string> words) => words.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);
}

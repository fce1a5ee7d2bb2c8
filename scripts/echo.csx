// Answers every text with the same text.

const string start = "You said:";

OnMessage(async message =>
{
    // Web addresses, contact lists and the like are not a person's words. A text that begins like an answer of this script
    // comes from another echo, and two of them would talk for ever.
    if (message.Type != MessageType.Text || message.Text.StartsWith(start, StringComparison.Ordinal))
    {
        return;
    }

    await message.ReplyAsync($"{start} {message.Text}");
});

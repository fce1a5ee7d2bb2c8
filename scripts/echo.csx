// Answers every text with the same text.

const string start = "You said:";

OnMessage(async message =>
{
    // A text that begins like an answer of this script comes from another echo, and two of them would talk for ever.
    if (message.Text.StartsWith(start, StringComparison.Ordinal))
    {
        return;
    }

    await message.ReplyAsync($"{start} {message.Text}");
});

// Answers questions from faq.yaml: each entry has words, all of which must be in the question, and an answer. Saying "faq" lists them.

record Entry(List<string> Words, string Answer, string? Title = null);

record FaqSettings(string File = "faq.yaml", string Unknown = "I do not know that; say \"faq\" to see what I know.");

var settings = Settings<FaqSettings>();
var entries = ReadYaml<List<Entry>>(settings.File);

OnMessage(async message =>
{
    // A bot that says back what it hears would have this one say for ever that it does not know.
    if (message.Text.Contains(settings.Unknown, StringComparison.OrdinalIgnoreCase))
    {
        return;
    }

    var words = message.Text.ToLowerInvariant().Split([.. " ,.;:?!\"()\t\n"], StringSplitOptions.RemoveEmptyEntries);
    var best = entries.Where(entry => entry.Words.All(word => words.Contains(word.ToLowerInvariant()))).MaxBy(entry => entry.Words.Count);
    await message.ReplyAsync(best?.Answer ?? settings.Unknown);
});

OnCommand("faq", async message =>
{
    await message.ReplyAsync(string.Join("\n", entries.Select(entry => entry.Title ?? string.Join(" ", entry.Words))));
}).Summary("lists what can be asked");

OnCommand("faq reload", async message =>
{
    try
    {
        entries = ReadYaml<List<Entry>>(settings.File);
        await message.ReplyAsync($"{entries.Count} answers.");
    }
    catch (FormatException mistake)
    {
        await message.ReplyAsync($"I go on with the old ones: {mistake.Message}");
    }
}).For(Admins).Summary("reads the answers again");

#load "icqbots.globals.csx"

// NAME: say here in one sentence what it does.

OnCommand("hello {name:text?}", async (IncomingMessage message, string? name) =>
{
    await message.ReplyAsync($"Hello, {name ?? "you"}!");
}).Summary("says hello").Example("hello Anna", "Hello, Anna!");

#load "icqbots.globals.csx"

// NAME: say here in one sentence what it does.

OnCommand("hello {name:text=stranger}", async (IncomingMessage message, string name) =>
{
    await message.ReplyAsync($"Hello, {name}!");
}).Summary("says hello").Example("hello Anna", "Hello, Anna!");

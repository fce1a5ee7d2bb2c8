#load "icqbots.globals.csx"

// Rolls dice.

OnCommand("roll {sides:int=6}", async (IncomingMessage message, int sides) =>
{
    await message.ReplyAsync(sides < 1 ? "A die has one side at least." : $"{Random.Next(sides) + 1}");
}).Summary("rolls a die").Example("roll 1", "1").Example("roll 0", "A die has one side at least.");

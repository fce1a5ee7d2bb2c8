#load "icqbots.globals.csx"

// Greets people by a name that it asks for once, and keeps.

record HelloSettings(string Greeting = "Hello");

var settings = Settings<HelloSettings>();

OnMessage(async message =>
{
    var name = State.Get<string>($"name {message.From}");
    if (name is null)
    {
        name = await message.AskAsync("What is your name?");
        State.Set($"name {message.From}", name);
    }

    await message.ReplyAsync($"{settings.Greeting}, {name}! You said: {message.Text}");
});

OnCommand("forget me", async message =>
{
    State.Remove($"name {message.From}");
    await message.ReplyAsync("Who are you again?");
}).Summary("forgets your name").Example("forget me", "Who are you again?");

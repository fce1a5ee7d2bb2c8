// Greets: contacts when they come online, people who add the bot, and everybody each morning when bots.yaml runs "good-morning".

record GreeterSettings(string Welcome = "Welcome back!", string Morning = "Good morning!", TimeSpan? Pause = null);

var settings = Settings<GreeterSettings>();

// People lose their connections and come back: one welcome in a while is enough.
OnContactOnline(contact => SendAsync(contact.Uin, settings.Welcome)).OncePerPerson(settings.Pause ?? TimeSpan.FromHours(12));

OnAdded(async added =>
{
    await AddContactAsync(added.From);
    await added.ReplyAsync($"Hello {added.Person.Nick}, thank you for adding me. Say \"help\" to see what I can do.");
});

OnCommand("hello", message => message.ReplyAsync("Hello! Nice to hear from you."))
    .Summary("says hello").Example("hello", "Hello! Nice to hear from you.");

OnSchedule("good-morning", async () =>
{
    var result = await BroadcastAsync(settings.Morning);
    Log.LogInformation("Good morning to {Delivered} contacts, {Failed} were not reached", result.Delivered.Count, result.Failed.Count);
});

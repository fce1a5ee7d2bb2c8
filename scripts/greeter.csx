// Greets: contacts when they come online, people who add the bot, and everybody each morning when bots.yaml runs "good-morning".

record GreeterSettings(string Welcome = "Welcome back!", string Morning = "Good morning!", TimeSpan? Pause = null);

var settings = Settings<GreeterSettings>();

// People lose their connections and come back: one welcome in a while is enough.
OnContactOnline(contact => SendAsync(contact.Uin, settings.Welcome)).OncePerPerson(settings.Pause ?? TimeSpan.FromHours(12));

// Once a day: who is added is told, and two greeters would greet each other for ever.
OnAdded(async added =>
{
    Keep(added.From);
    await AddContactAsync(added.From);
    var hello = added.Person.Nick == "" ? "Hello" : $"Hello {added.Person.Nick}";
    await added.ReplyAsync($"{hello}, thank you for adding me. Say \"help\" to see what I can do.");
}).OncePerPerson(TimeSpan.FromDays(1));

// The host adds contacts for as long as it runs; they are kept here until they have been away for a year.
OnStart(async () =>
{
    foreach (var key in State.Keys("contact "))
    {
        await AddContactAsync(Uin.Parse(key["contact ".Length..]));
    }
});
OnContactOnline(async contact =>
{
    if (State.Get<bool>($"contact {contact.Uin}"))
    {
        Keep(contact.Uin);
    }
});

void Keep(Uin uin) => State.Set($"contact {uin}", true, expiresIn: TimeSpan.FromDays(365));

OnCommand("hello", message => message.ReplyAsync("Hello! Nice to hear from you."))
    .Summary("says hello").Example("hello", "Hello! Nice to hear from you.");

OnSchedule("good-morning", async () =>
{
    var result = await BroadcastAsync(settings.Morning);
    Log.LogInformation("Good morning to {Delivered} contacts, {Failed} were not reached", result.Delivered.Count, result.Failed.Count);
});

Test("a contact is welcomed once in twelve hours", async bot =>
{
    bot.Contacts(1001);
    var anna = bot.Person(1001);
    await anna.ComesOnlineAsync();
    anna.Hears("Welcome back!");
    await anna.GoesOfflineAsync();
    await anna.ComesOnlineAsync();
    anna.HearsNothing();
    await anna.GoesOfflineAsync();
    await bot.AdvanceAsync(TimeSpan.FromHours(12));
    await anna.ComesOnlineAsync();
    anna.Hears("Welcome back!");
});

Test("the settings say what is said, and how often", async bot =>
{
    bot.Settings("welcome: Hej!\npause: 1m");
    bot.Contacts(1001);
    var anna = bot.Person(1001);
    await anna.ComesOnlineAsync();
    await anna.GoesOfflineAsync();
    await bot.AdvanceAsync(TimeSpan.FromMinutes(1));
    await anna.ComesOnlineAsync();
    anna.Hears("Hej!");
    anna.Hears("Hej!");
});

Test("everybody gets a good morning, and who adds the bot becomes a contact", async bot =>
{
    bot.Contacts(1001);
    await bot.Person(1002).AddsBotAsync("Bert");
    bot.Person(1002).HearsMatch("^Hello Bert, thank you");
    await bot.Person(1002).AddsBotAsync("Bert");
    bot.Person(1002).HearsNothing();
    await bot.RestartAsync();
    await bot.RunScheduleAsync("good-morning");
    bot.Person(1001).Hears("Good morning!");
    bot.Person(1002).Hears("Good morning!");
});

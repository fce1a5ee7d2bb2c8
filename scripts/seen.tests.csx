Test("it knows when somebody was here", async bot =>
{
    bot.Contacts(1002);
    var (anna, bert) = (bot.Person(1001), bot.Person(1002));
    await bert.ComesOnlineAsync();
    await anna.SaysAsync("seen 1002");
    anna.Hears("1002 is online.");
    await bert.GoesOfflineAsync();
    await bot.AdvanceAsync(TimeSpan.FromHours(5));
    await bot.RestartAsync();
    await anna.SaysAsync("seen 1002");
    anna.Hears("1002 was last online 5 hours ago.");
});

Test("who watches is told once", async bot =>
{
    var (anna, bert) = (bot.Person(1001), bot.Person(1002));
    await anna.SaysAsync("watch 1002");
    anna.Hears("I shall tell you when 1002 comes online.");
    await bot.RestartAsync();
    await bert.ComesOnlineAsync();
    anna.Hears("1002 is online now.");
    await bert.GoesOfflineAsync();
    await bert.ComesOnlineAsync();
    anna.HearsNothing();
});

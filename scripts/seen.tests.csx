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

Test("two people watch the same one, who is online already when the bot adds them", async bot =>
{
    var (anna, bert, cora) = (bot.Person(1001), bot.Person(1002), bot.Person(1003));
    await anna.SaysAsync("watch 1003");
    await bert.SaysAsync("watch 1003");
    await bert.SaysAsync("watch 1003");
    await cora.ComesOnlineAsync();
    foreach (var watcher in (Person[])[anna, bert])
    {
        watcher.HearsMatch("^I shall");
    }

    bert.HearsMatch("^I shall");
    anna.Hears("1003 is online now.");
    bert.Hears("1003 is online now.");
    bert.HearsNothing();

    await bot.Person(1004).ComesOnlineAsync();
    await anna.SaysAsync("watch 1004");
    anna.HearsOneOf("I shall tell you when 1004 comes online.", "1004 is online now.");
    anna.HearsOneOf("I shall tell you when 1004 comes online.", "1004 is online now.");
});

Test("who asks is here, and so is the bot", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("seen 1001");
    anna.Hears("You are here, and so am I.");
    await anna.SaysAsync("watch 1001");
    anna.Hears("You are here, and so am I.");
    await anna.SaysAsync("watch 2001");
    anna.Hears("2001 is online.");
});

Test("nobody watches more than twenty", async bot =>
{
    var anna = bot.Person(1001);
    for (var uin = 3001; uin <= 3020; uin++) await anna.SaysAsync($"watch {uin}");
    for (var uin = 3001; uin <= 3020; uin++) anna.HearsMatch("^I shall");
    await anna.SaysAsync("watch 3021");
    anna.Hears("You watch 20 people already.");
});

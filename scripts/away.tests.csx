Test("each person is told once, what they write is kept, and the owner reads and clears it", async bot =>
{
    bot.Admins(1001);
    var (owner, anna, bert) = (bot.Person(1001), bot.Person(1002), bot.Person(1003));
    await anna.SaysAsync("nobody is away");
    await owner.SaysAsync("away Gone fishing.");
    owner.Hears("I tell it to everybody who writes.");

    await anna.SaysAsync("are you there?");
    await anna.SaysAsync("hello?");
    await bert.SaysAsync("directly", MessagePath.Peer);
    anna.Hears("Gone fishing.");
    anna.HearsNothing();
    bert.HearsNothing();

    await owner.SaysAsync("messages");
    owner.HearsMatch("^5 Jan 08:00 1002: are you there\\?\n5 Jan 08:00 1002: hello\\?\n5 Jan 08:00 1003: directly$");
    await owner.SaysAsync("back");
    owner.Hears("Welcome back, 3 messages wait: say \"messages\".");
    await owner.SaysAsync("clear");
    owner.Hears();
    await owner.SaysAsync("messages");
    owner.Hears("Nobody has written.");
});

Test("many long messages fit, and the newest are shown", async bot =>
{
    bot.Admins(1001);
    var (owner, anna) = (bot.Person(1001), bot.Person(1002));
    await owner.SaysAsync("away Gone fishing.");
    for (var i = 1; i <= 250; i++) await anna.SaysAsync($"{i} {new string('é', 8000)}");
    await owner.SaysAsync("back");
    await owner.SaysAsync("messages 1");
    owner.Hears();
    owner.HearsMatch("200 messages");
    owner.HearsMatch("^5 Jan 08:00 1002: 250 é+…\n\"messages 200\" shows all 200\\.$");
});

Test("another reason is told again, also after a restart", async bot =>
{
    bot.Admins(1001);
    var (owner, anna) = (bot.Person(1001), bot.Person(1002));
    await owner.SaysAsync("away Lunch.");
    await anna.SaysAsync("hi");
    anna.Hears("Lunch.");
    await bot.RestartAsync();
    if (bot.AwayMessage != "Lunch.") throw new Exception("The bot is back.");
    await anna.SaysAsync("hi");
    anna.HearsNothing();
    await owner.SaysAsync("away Holidays.");
    await anna.SaysAsync("hi");
    anna.Hears("Holidays.");
    await owner.SaysAsync("back");
    await bot.RestartAsync();
    if (bot.Status != OnlineStatus.Online) throw new Exception("The bot is away.");
});

Test("nobody but an admin reads the messages", async bot =>
{
    bot.Admins(1001);
    await bot.Person(1002).SaysAsync("messages");
    bot.Person(1002).HearsNothing();
});

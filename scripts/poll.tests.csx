Test("everybody has one vote and may change it", async bot =>
{
    bot.Admins(1001);
    bot.Contacts(1002, 1003);
    var (owner, anna, bert) = (bot.Person(1001), bot.Person(1002), bot.Person(1003));
    await owner.SaysAsync("poll \"Tea or coffee?\" tea, coffee");
    owner.Hears("The poll has begun; 2 contacts know.");
    anna.Hears("Tea or coffee?\n1. tea\n2. coffee\nAnswer with: vote NUMBER");

    await anna.SaysAsync("vote 1");
    anna.Hears("You have voted for tea.");
    await anna.SaysAsync("vote 2");
    await bert.SaysAsync("vote 2");
    await bert.SaysAsync("vote 3");
    await bot.RestartAsync();
    await owner.SaysAsync("results");
    owner.Hears("Tea or coffee?\ntea: 0\ncoffee: 2");

    await owner.SaysAsync("poll Why? a, b");
    owner.Hears("\"Tea or coffee?\" is still open: say \"close poll\" first.");
    await owner.SaysAsync("close poll");
    owner.Hears("The poll is over. Tea or coffee?\ntea: 0\ncoffee: 2");
    await anna.SaysAsync("results");
    anna.Hears("You have voted for coffee.");
    anna.Hears("There is no poll now.");
});

Test("a stranger has no vote, an admin has", async bot =>
{
    bot.Admins(1001);
    var (owner, stranger) = (bot.Person(1001), bot.Person(1004));
    await owner.SaysAsync("poll Tea? yes, no");
    await stranger.SaysAsync("vote 1");
    stranger.Hears("Only my contacts vote.");
    await owner.SaysAsync("vote 2");
    await stranger.SaysAsync("results");
    stranger.Hears("Tea?\nyes: 0\nno: 1");
});

Test("only admins begin a poll", async bot =>
{
    bot.Admins(1001);
    await bot.Person(1002).SaysAsync("poll Why? a, b");
    bot.Person(1002).HearsNothing();
});

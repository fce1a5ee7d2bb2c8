Test("the entry with the most words answers", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("Where is the toilet?");
    anna.Hears("Second door on the left.");
    await anna.SaysAsync("WHERE are you?");
    anna.Hears("In the cellar, behind the modems.");
    await anna.SaysAsync("Why?");
    anna.HearsMatch("^I do not know");
    await anna.SaysAsync("faq");
    anna.Hears("What are the opening hours?\nWhere are you?\nwhere toilet");
});

Test("another bot that says it back does not keep it busy", async bot =>
{
    var echo = bot.Person(2002);
    await echo.SaysAsync("You said: hello");
    await echo.SaysAsync($"You said: {echo.Hears()}");
    echo.HearsNothing();
});

Test("admins have it read again", async bot =>
{
    bot.Admins(1001);
    await bot.Person(1001).SaysAsync("faq reload");
    bot.Person(1001).Hears("3 answers.");
});

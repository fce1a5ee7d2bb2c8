Test("a quiz is a dialogue from top to bottom", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("quiz 4");
    var right = 0;
    for (var i = 0; i < 4; i++)
    {
        var isYear = anna.Hears().Contains("year");
        await anna.SaysAsync(isYear ? "1996" : "I do not know");
        anna.HearsMatch(isYear ? "^Right!$" : "^No: ");
        right += isYear ? 1 : 0;
    }

    anna.Hears($"You have {right} of 4 points.");
    await anna.SaysAsync("best");
    anna.Hears("1001: 1");
});

Test("who falls silent is left alone, and stop ends it", async bot =>
{
    var (anna, bert) = (bot.Person(1001), bot.Person(1002));
    await anna.SaysAsync("quiz 1");
    anna.Hears();
    await bot.AdvanceAsync(TimeSpan.FromMinutes(3));
    await anna.SaysAsync("1996");
    anna.HearsNothing();

    await bert.SaysAsync("quiz 2");
    bert.Hears();
    await bert.SaysAsync("stop");
    bert.Hears("You have 0 of 2 points.");
    await bert.SaysAsync("best");
    bert.Hears("Nobody has played yet: say \"quiz\".");
});

Test("two people play at the same time", async bot =>
{
    var (anna, bert) = (bot.Person(1001), bot.Person(1002));
    await Task.WhenAll(anna.SaysAsync("quiz 1"), bert.SaysAsync("quiz 1"));
    await anna.SaysAsync("nonsense");
    await bert.SaysAsync(bert.Hears() switch
    {
        var ask when ask.Contains("sound") => "I seek you!",
        var ask when ask.Contains("year") => "1996",
        var ask when ask.Contains("flower") => "A daisy.",
        _ => "EIGHT",
    });
    bert.Hears("Right!");
    bert.Hears("You have 1 of 1 points.");
    anna.Hears();
    anna.HearsMatch("^No: ");
    anna.Hears("You have 0 of 1 points.");
});

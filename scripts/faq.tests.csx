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

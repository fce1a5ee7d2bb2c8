Test("it says back what it hears, but not what another echo says", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("hello");
    anna.Hears("You said: hello");
    await anna.SaysAsync("You said: hello");
    anna.HearsNothing();
});

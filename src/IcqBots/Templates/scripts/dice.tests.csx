#load "icqbots.tests.globals.csx"

// Run with  icqbots test

Test("a die shows one of its sides", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("roll 2");
    anna.HearsOneOf("1", "2");
    await anna.SaysAsync("roll");
    anna.HearsMatch("^[1-6]$");
});

Test("what is no number is explained", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("roll many");
    anna.HearsMatch("many");
    anna.HearsNothing();
});

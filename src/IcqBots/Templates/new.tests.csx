#load "icqbots.tests.globals.csx"

// Tests NAME.csx; run with  icqbots test scripts/NAME.tests.csx

Test("it says hello", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("hello");
    anna.Hears("Hello, stranger!");
    anna.HearsNothing();
});

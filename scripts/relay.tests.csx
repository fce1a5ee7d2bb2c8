Test("what people write is passed on, and answered", async bot =>
{
    bot.Settings("forward-to: 1001");
    var (owner, anna) = (bot.Person(1001), bot.Person(1002));
    await anna.SaysAsync("to whom does this go?");
    await anna.SaysAsync("hello?");
    owner.Hears("1002: to whom does this go?");
    owner.Hears("1002: hello?");
    anna.Hears("Thank you, I pass it on.");
    anna.HearsNothing();

    await owner.SaysAsync("to 1002 It goes to me.");
    owner.Hears("Sent to 1002.");
    anna.Hears("It goes to me.");
    await anna.SendsUrlAsync("http://example.org", "look");
    owner.Hears("1002: look http://example.org");
    await owner.SendsUrlAsync("http://example.org", "look");
    await owner.SaysAsync("fine");
    owner.Hears("Whom is that for? Write: to UIN text");
    owner.HearsNothing();
});

Test("it does not forward to itself", async bot =>
{
    bot.Settings("forward-to: 2001");
    try
    {
        await bot.StartAsync();
    }
    catch (FormatException)
    {
        return;
    }

    throw new Exception("It starts.");
});

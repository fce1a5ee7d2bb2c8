Test("a reminder comes at its time, also after a restart", async bot =>
{
    var anna = bot.Person(1001);
    await anna.SaysAsync("remind me in 20 minutes to call Bert");
    anna.Hears("I shall remind you at 5 Jan 08:20.");
    await bot.AdvanceAsync(TimeSpan.FromMinutes(10));
    await bot.RestartAsync();
    await bot.AdvanceAsync(TimeSpan.FromMinutes(9));
    anna.HearsNothing();
    await bot.AdvanceAsync(TimeSpan.FromMinutes(1));
    anna.Hears("Reminder: call Bert");
    await bot.AdvanceAsync(TimeSpan.FromDays(7));
    anna.HearsNothing();
    if (bot.State.Keys("reminder ").Count > 0) throw new Exception("The reminder is still kept.");
});

Test("reminders are listed by time and can be forgotten", async bot =>
{
    var (anna, bert) = (bot.Person(1001), bot.Person(1002));
    await anna.SaysAsync("remind me in 2 hours to eat");
    await anna.SaysAsync("remind me in 1h to cook");
    await bert.SaysAsync("remind me in 1h to sleep");
    anna.Hears();
    anna.Hears();
    await anna.SaysAsync("reminders");
    anna.Hears("1. 5 Jan 09:00 cook\n2. 5 Jan 10:00 eat");
    await anna.SaysAsync("forget 1");
    anna.Hears("Forgotten.");
    await bot.AdvanceAsync(TimeSpan.FromHours(3));
    anna.Hears("Reminder: eat");
    anna.HearsNothing();
});

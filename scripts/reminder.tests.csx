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

Test("what fell due while the host was down is told at its start", async bot =>
{
    bot.State.Set("reminder 00000001", new { Person = 1001, Due = new DateTimeOffset(2026, 1, 4, 8, 0, 0, TimeSpan.Zero), Text = "eat" });
    await bot.StartAsync();
    bot.Person(1001).Hears("Reminder: eat");
    await bot.RestartAsync();
    bot.Person(1001).HearsNothing();
});

Test("nobody keeps more than fifty, and absurd times are refused", async bot =>
{
    var (anna, bert) = (bot.Person(1001), bot.Person(1002));
    foreach (var delay in (string[])["-5m", "0m", "100 years", "5000 days"])
    {
        await anna.SaysAsync($"remind me in {delay} to eat");
        anna.HearsMatch("is not a time");
    }

    await anna.SaysAsync("remind me in 500 days to eat");
    anna.Hears("I shall remind you at 20 May 2027 08:00.");
    for (var i = 2; i <= 50; i++) await anna.SaysAsync($"remind me in {i}h to sleep");
    for (var i = 2; i <= 50; i++) anna.HearsMatch("^I shall");
    await anna.SaysAsync("remind me in 1m to stop");
    anna.HearsMatch("^You have 50 reminders");
    await bert.SaysAsync("remind me in 1m to go on");
    bert.HearsMatch("^I shall");
    await anna.SaysAsync("forget 1");
    await anna.SaysAsync("remind me in 1m to stop");
    anna.Hears("Forgotten.");
    anna.HearsMatch("^I shall");
});

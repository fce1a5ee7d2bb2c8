// Reminds people: "remind me in 20 minutes to call Anna". Reminders survive restarts; what fell due meanwhile is told at the start.

record Reminder(Uin Person, DateTimeOffset Due, string Text);

const int most = 50;

var running = new Dictionary<string, Schedule>();

OnCommand("remind me in {delay:duration} to {what:text}", async (IncomingMessage message, TimeSpan delay, string what) =>
{
    if (Own(message.From).Count >= most)
    {
        await message.ReplyAsync($"You have {most} reminders, which is all that I can keep: \"forget 1\" forgets one.");
        return;
    }

    var key = $"reminder {State.Increment("count"):D8}";
    var reminder = new Reminder(message.From, Clock.GetUtcNow() + delay, what);
    State.Set(key, reminder);
    Begin(key, reminder);
    await message.ReplyAsync($"I shall remind you at {Local(reminder.Due)}.");
}).Summary("reminds you of something").ExampleMatching("remind me in 20 minutes to call Anna", "^I shall remind you at ");

OnCommand("reminders", async message =>
{
    var own = Own(message.From);
    await message.ReplyAsync(own.Count == 0
        ? "You have no reminders."
        : string.Join("\n", own.Select((each, index) =>
            $"{index + 1}. {Local(each.Reminder.Due)} {each.Reminder.Text}")));
}).Summary("shows your reminders").Example("reminders", "You have no reminders.");

OnCommand("forget {number:int}", async (IncomingMessage message, int number) =>
{
    var own = Own(message.From);
    if (number < 1 || number > own.Count)
    {
        await message.ReplyAsync("There is no such reminder: \"reminders\" shows them.");
        return;
    }

    var key = own[number - 1].Key;
    State.Remove(key);
    running.Remove(key, out var schedule);
    schedule?.Dispose();
    await message.ReplyAsync("Forgotten.");
}).Summary("forgets a reminder by its number").Example("forget 1", "There is no such reminder: \"reminders\" shows them.");

foreach (var key in State.Keys("reminder "))
{
    Begin(key, State.Get<Reminder>(key)!);
}

void Begin(string key, Reminder reminder) => running[key] = At(reminder.Due, async () =>
{
    // Sending and forgetting are kept together: whatever happens, it is sent once.
    await SendAsync(reminder.Person, $"Reminder: {reminder.Text}", Stopping);
    State.Remove(key);
    running.Remove(key);
});

string Local(DateTimeOffset time)
{
    var local = TimeZoneInfo.ConvertTime(time, Clock.LocalTimeZone);
    return local.ToString(local.Year == Clock.GetLocalNow().Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm");
}

List<(string Key, Reminder Reminder)> Own(Uin person) =>
[
    .. State.Keys("reminder ").Select(key => (key, Reminder: State.Get<Reminder>(key)!))
        .Where(each => each.Reminder.Person == person).OrderBy(each => each.Reminder.Due),
];

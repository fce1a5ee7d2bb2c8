// Welcomes contacts who come online, and wishes everybody a good morning when bots.yaml runs that handler.

var pause = TimeSpan.FromHours(12);
var welcomed = new Dictionary<Uin, DateTimeOffset>();

OnContactOnline(async contact =>
{
    // People lose their connections and come back: one welcome in twelve hours is enough.
    var now = Clock.GetUtcNow();
    if (welcomed.TryGetValue(contact.Uin, out var last) && now - last < pause)
    {
        return;
    }

    welcomed[contact.Uin] = now;
    await SendAsync(contact.Uin, "Welcome back!");
});

OnSchedule("good-morning", async () =>
{
    Log.LogInformation("Good morning to {Count} contacts", Contacts.Count);
    await BroadcastAsync("Good morning!");
});

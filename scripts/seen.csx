// Watches people: "seen 1002" tells when a contact was last online, "watch 1002" tells you once when they come online.

OnContactOnline(async contact =>
{
    Saw(contact.Uin);
    foreach (var watcher in State.Get($"watchers {contact.Uin}", new List<Uin>()))
    {
        await SendAsync(watcher, $"{contact.Uin} is online now.");
    }

    State.Remove($"watchers {contact.Uin}");
});
OnContactOffline(async contact => Saw(contact.Uin));
OnContactStatus(async contact => Saw(contact.Uin));

OnCommand("seen {uin:uin}", async (IncomingMessage message, Uin uin) =>
{
    var seen = State.Get($"seen {uin}", DateTimeOffset.MinValue);
    await message.ReplyAsync(
        Contacts.Any(contact => contact.Uin == uin && contact.IsOnline) ? $"{uin} is online."
        : seen == DateTimeOffset.MinValue ? $"I have never seen {uin}."
        : $"{uin} was last online {Since(Clock.GetUtcNow() - seen)} ago.");
}).Summary("tells when somebody was last online").Example("seen 1002", "I have never seen 1002.");

OnCommand("watch {uin:uin}", async (IncomingMessage message, Uin uin) =>
{
    if (Contacts.Any(contact => contact.Uin == uin && contact.IsOnline))
    {
        await message.ReplyAsync($"{uin} is online.");
        return;
    }

    if (uin != Uin && Contacts.All(contact => contact.Uin != uin))
    {
        await AddContactAsync(uin);
    }

    State.Update($"watchers {uin}", new List<Uin>(), watchers => [.. watchers.Append(message.From).Distinct().TakeLast(100)]);
    await message.ReplyAsync($"I shall tell you when {uin} comes online.");
}).Summary("tells you when somebody comes online").Example("watch 1002", "I shall tell you when 1002 comes online.");

// Whom people watch must be on the list again after a restart.
OnStart(async () =>
{
    foreach (var uin in State.Keys("watchers ").Select(key => Uin.Parse(key.Split(' ')[1])).Where(uin => Contacts.All(contact => contact.Uin != uin)))
    {
        await AddContactAsync(uin);
    }
});

void Saw(Uin uin) => State.Set($"seen {uin}", Clock.GetUtcNow(), expiresIn: TimeSpan.FromDays(365));

static string Since(TimeSpan span) => span switch
{
    { TotalMinutes: < 2 } => "a minute",
    { TotalHours: < 2 } => $"{(int)span.TotalMinutes} minutes",
    { TotalDays: < 2 } => $"{(int)span.TotalHours} hours",
    _ => $"{(int)span.TotalDays} days",
};

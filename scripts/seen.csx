// Watches people: "seen 1002" tells when a contact was last online, "watch 1002" tells you once when they come online.

const int most = 20;

OnContactOnline(async contact =>
{
    Saw(contact.Uin);
    var watchers = State.Get($"watchers {contact.Uin}", new List<Uin>());

    // Before anything is sent: who begins to watch meanwhile is kept for the next time.
    State.Remove($"watchers {contact.Uin}");
    await BroadcastAsync(watchers, $"{contact.Uin} is online now.");
});
OnContactOffline(async contact => Saw(contact.Uin));
OnContactStatus(async contact => Saw(contact.Uin));
OnStop(async () => Contacts.Where(contact => contact.IsOnline).ToList().ForEach(contact => Saw(contact.Uin)));

OnCommand("seen {uin:uin}", async (IncomingMessage message, Uin uin) =>
{
    var seen = State.Get($"seen {uin}", DateTimeOffset.MinValue);
    await message.ReplyAsync(
        uin == message.From ? "You are here, and so am I." : IsHere(uin) ? $"{uin} is online."
        : seen == DateTimeOffset.MinValue ? $"I have never seen {uin}."
        : $"{uin} was last online {Since(Clock.GetUtcNow() - seen)} ago.");
}).Summary("tells when somebody was last online").Example("seen 1002", "I have never seen 1002.");

OnCommand("watch {uin:uin}", async (IncomingMessage message, Uin uin) =>
{
    if (uin == message.From || IsHere(uin))
    {
        await message.ReplyAsync(uin == message.From ? "You are here, and so am I." : $"{uin} is online.");
        return;
    }

    if (State.Keys("watchers ").Count(key => State.Get(key, new List<Uin>()).Contains(message.From)) >= most)
    {
        await message.ReplyAsync($"You watch {most} people already.");
        return;
    }

    State.Update(
        $"watchers {uin}", new List<Uin>(), watchers => [.. watchers.Append(message.From).Distinct().TakeLast(100)], TimeSpan.FromDays(365));
    if (Contacts.All(contact => contact.Uin != uin))
    {
        await AddContactAsync(uin);
    }

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

bool IsHere(Uin uin) => uin == Uin || Contacts.Any(contact => contact.Uin == uin && contact.IsOnline);

void Saw(Uin uin) => State.Set($"seen {uin}", Clock.GetUtcNow(), expiresIn: TimeSpan.FromDays(365));

static string Since(TimeSpan span) => span switch
{
    { TotalMinutes: < 2 } => "a minute",
    { TotalHours: < 2 } => $"{(int)span.TotalMinutes} minutes",
    { TotalDays: < 2 } => $"{(int)span.TotalHours} hours",
    _ => $"{(int)span.TotalDays} days",
};

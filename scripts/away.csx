// An answering machine: while the bot is away it tells each person why, and keeps what they write. Admins read it with "messages".
// What an admin has said with "away" holds until "back", also after a restart.

record Note(Uin From, DateTimeOffset At, string Text);

const int most = 200, longest = 1000;

OnMessage(message => Status.HasAwayMessage && !Admins.Contains(message.From), async message =>
{
    State.Update("notes", new List<Note>(), notes => [.. notes.TakeLast(most - 1), new Note(message.From, message.SentAt, Cut(message.Text))]);
});

// A message that came directly from the sender's program has been acknowledged with the away message already.
OnMessage(message => Status.HasAwayMessage && AwayMessage != "" && message.Path != MessagePath.Peer && !Admins.Contains(message.From), async message =>
{
    // Once for each reason, as long as it stays.
    var key = $"told {message.From}";
    var reason = $"{Status} {AwayMessage}";
    if (State.Get<string>(key) != reason)
    {
        State.Set(key, reason, expiresIn: TimeSpan.FromDays(7));
        await message.ReplyAsync(AwayMessage);
    }
});

OnCommand("messages {last:int=20}", async (IncomingMessage message, int last) =>
{
    var notes = State.Get("notes", new List<Note>());
    var shown = notes.TakeLast(Math.Max(1, last)).Select(note =>
        $"{TimeZoneInfo.ConvertTime(note.At, Clock.LocalTimeZone):d MMM HH:mm} {note.From}: {note.Text}").ToList();
    await message.ReplyAsync(notes.Count == 0 ? "Nobody has written."
        : string.Join("\n", shown) + (shown.Count < notes.Count ? $"\n\"messages {notes.Count}\" shows all {notes.Count}." : ""));
}).For(Admins).Summary("shows what people wrote while the bot was away").Example("messages", "Nobody has written.");

OnCommand("clear", async message =>
{
    State.Remove("notes");
    await message.ReplyAsync("All messages are gone.");
}).For(Admins).Summary("forgets what people wrote").Example("clear", "All messages are gone.");

OnCommand("away {reason:text}", async (IncomingMessage message, string reason) =>
{
    State.Set("away", reason);
    await SetStatusAsync(OnlineStatus.Away, reason);
    await message.ReplyAsync("I tell it to everybody who writes.");
}).For(Admins).Summary("goes away and tells why").Example("away back at one", "I tell it to everybody who writes.");

OnCommand("back", async message =>
{
    State.Remove("away");
    await SetStatusAsync(OnlineStatus.Online);
    var count = State.Get("notes", new List<Note>()).Count;
    await message.ReplyAsync(count == 0 ? "Welcome back, nobody has written."
        : $"Welcome back, {(count == 1 ? "a message waits" : $"{count} messages wait")}: say \"messages\".");
}).For(Admins).Summary("is here again").Example("back", "Welcome back, nobody has written.");

OnStart(async () =>
{
    if (State.Get<string>("away") is { } reason)
    {
        await SetStatusAsync(OnlineStatus.Away, reason);
    }
});

static string Cut(string text) => text.Length <= longest ? text : text[..longest] + "…";

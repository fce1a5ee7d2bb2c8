// An answering machine: while the bot is away it tells each person why, and keeps what they write. Admins read it with "messages".

record Note(Uin From, DateTimeOffset At, string Text);

const int most = 200;

OnMessage(message => Status.HasAwayMessage && !Admins.Contains(message.From), async message =>
{
    State.Update("notes", new List<Note>(), notes => [.. notes.TakeLast(most - 1), new Note(message.From, message.SentAt, message.Text)]);
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

OnCommand("messages", async message =>
{
    var notes = State.Get("notes", new List<Note>());
    await message.ReplyAsync(notes.Count == 0
        ? "Nobody has written."
        : string.Join("\n", notes.Select(note => $"{note.At:d MMM HH:mm} {note.From}: {note.Text}")));
}).For(Admins).Summary("shows what people wrote while the bot was away").Example("messages", "Nobody has written.");

OnCommand("clear", async message =>
{
    State.Remove("notes");
    await message.ReplyAsync("All messages are gone.");
}).For(Admins).Summary("forgets what people wrote").Example("clear", "All messages are gone.");

OnCommand("away {reason:text}", async (IncomingMessage message, string reason) =>
{
    await SetStatusAsync(OnlineStatus.Away, reason);
    await message.ReplyAsync("I tell it to everybody who writes.");
}).For(Admins).Summary("goes away and tells why").Example("away back at one", "I tell it to everybody who writes.");

OnCommand("back", async message =>
{
    await SetStatusAsync(OnlineStatus.Online);
    var count = State.Get("notes", new List<Note>()).Count;
    await message.ReplyAsync(count == 0 ? "Welcome back, nobody has written." : $"Welcome back, {count} messages wait: say \"messages\".");
}).For(Admins).Summary("is here again").Example("back", "Welcome back, nobody has written.");

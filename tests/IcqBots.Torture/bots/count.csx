// Keeps how often it has handled every number, and answers with that. It notes first what it handles, in a file that no journal keeps.
record Notes(string File);

var notes = Settings<Notes>().File;

OnMessage(async message =>
{
    File.AppendAllText(notes, $"{message.From} {message.Text} {(message.IsRedelivered ? "again" : "new")}\n");
    var times = State.Increment($"{message.From}/{message.Text}");
    await message.ReplyAsync($"{message.Text} {times}");
});

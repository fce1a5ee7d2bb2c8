// Answers every number, after a moment in which it can be killed. It notes first what it handles, in a file that no journal keeps.
record Notes(string File);

var notes = Settings<Notes>().File;

OnMessage(async message =>
{
    File.AppendAllText(notes, $"{message.From} {message.Text} {(message.IsRedelivered ? "again" : "new")}\n");
    await Task.Delay(TimeSpan.FromMilliseconds(5), Clock);
    await message.ReplyAsync(message.Text);
});

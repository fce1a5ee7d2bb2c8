// An answering service: while the bot is away, tells each person once why, with the bot's away message.

var told = new HashSet<Uin>();
var reason = (Status, AwayMessage);

OnMessage(async message =>
{
    if (reason != (Status, AwayMessage))
    {
        reason = (Status, AwayMessage);
        told.Clear();
    }

    // A message that came directly from the sender's program has been acknowledged with the away message already.
    if (message.Path == MessagePath.Peer || !Status.HasAwayMessage || AwayMessage == "")
    {
        return;
    }

    if (told.Add(message.From))
    {
        await message.ReplyAsync(AwayMessage);
    }
});

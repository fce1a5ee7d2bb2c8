// A poll among the contacts: an admin starts it, each contact votes once and may change the vote, and "results" shows how it stands.

record Poll(string Question, List<string> Choices, Dictionary<string, int> Votes);

OnCommand("poll {question} {choices:text}", async (IncomingMessage message, string question, string choices) =>
{
    List<string> list = [.. choices.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    if (list.Count < 2)
    {
        await message.ReplyAsync("Give at least two choices, with commas between them: poll \"Tea or coffee?\" tea, coffee");
        return;
    }

    if (State.Get<Poll>("poll") is { } running)
    {
        await message.ReplyAsync($"\"{running.Question}\" is still open: say \"close poll\" first.");
        return;
    }

    State.Set("poll", new Poll(question, list, []));
    var result = await BroadcastAsync($"{question}\n{Numbered(list)}\nAnswer with: vote NUMBER");
    await message.ReplyAsync($"The poll has begun; {result.Delivered.Count} contacts know.");
}).For(Admins).Summary("asks all contacts").Example("poll \"Tea or coffee?\" tea, coffee", "The poll has begun; 0 contacts know.");

OnCommand("vote {choice:int}", async (IncomingMessage message, int choice) =>
{
    var poll = State.Get<Poll>("poll");
    if (poll is null || choice < 1 || choice > poll.Choices.Count)
    {
        await message.ReplyAsync(poll is null ? "There is no poll now." : $"Choose one of these:\n{Numbered(poll.Choices)}");
        return;
    }

    if (!Admins.Contains(message.From) && Contacts.All(contact => contact.Uin != message.From))
    {
        await message.ReplyAsync("Only my contacts vote.");
        return;
    }

    State.Update("poll", poll, now =>
    {
        now.Votes[$"{message.From}"] = choice;
        return now;
    });
    await message.ReplyAsync($"You have voted for {poll.Choices[choice - 1]}.");
}).Summary("votes, or changes your vote").Example("vote 1", "There is no poll now.");

OnCommand("results", async message =>
{
    var poll = State.Get<Poll>("poll");
    await message.ReplyAsync(poll is null ? "There is no poll now." : Results(poll));
}).Summary("shows how the poll stands").Example("results", "There is no poll now.");

OnCommand("close poll", async message =>
{
    var poll = State.Get<Poll>("poll");
    State.Remove("poll");
    await message.ReplyAsync(poll is null ? "There is no poll now." : $"The poll is over. {Results(poll)}");
}).For(Admins).Summary("ends the poll").Example("close poll", "There is no poll now.");

static string Results(Poll poll) => string.Join("\n", poll.Choices
    .Select((choice, index) => $"{choice}: {poll.Votes.Count(vote => vote.Value == index + 1)}").Prepend(poll.Question));

static string Numbered(List<string> choices) => string.Join("\n", choices.Select((choice, index) => $"{index + 1}. {choice}"));

// A quiz: asks a few questions one after the other, counts the right answers, and keeps the best results.

record Question(string Ask, List<string> Answers);

record Result(Uin Person, int Points);

List<Question> questions =
[
    new("What does ICQ sound like?", ["i seek you"]),
    new("In which year did ICQ appear?", ["1996"]),
    new("Which flower shows that somebody is online?", ["daisy", "a daisy", "the daisy"]),
    new("How many bits has a byte?", ["8", "eight"]),
];

OnCommand("quiz {count:int=3}", async (IncomingMessage message, int count) =>
{
    var chosen = questions.OrderBy(_ => Random.Next()).Take(Math.Clamp(count, 1, questions.Count)).ToList();
    var points = 0;
    foreach (var question in chosen)
    {
        var answer = (await message.AskAsync(question.Ask, TimeSpan.FromMinutes(2))).Trim(' ', '.', '!', '"').ToLowerInvariant();
        if (answer == "stop")
        {
            break;
        }

        var isRight = question.Answers.Contains(answer);
        points += isRight ? 1 : 0;
        await message.ReplyAsync(isRight ? "Right!" : $"No: {question.Answers[0]}.");
    }

    State.Update("best", new List<Result>(), best =>
        [.. best.Where(result => result.Person != message.From || result.Points > points)
            .Append(new Result(message.From, points)).Where(result => result.Points > 0).DistinctBy(result => result.Person).OrderByDescending(result => result.Points).Take(5)]);
    await message.ReplyAsync($"You have {points} of {chosen.Count} points.");
}).Summary("asks you questions; \"stop\" ends it").Example("quiz 1");

OnCommand("best", async message =>
{
    var best = State.Get("best", new List<Result>());
    await message.ReplyAsync(best.Count == 0
        ? "Nobody has played yet: say \"quiz\"."
        : string.Join("\n", best.Select(result => $"{result.Person}: {result.Points}")));
}).Summary("shows the best players").Example("best", "Nobody has played yet: say \"quiz\".");

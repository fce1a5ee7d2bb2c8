using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public sealed class DialogueTests
{
    private static readonly TimeSpan _safety = TimeSpan.FromSeconds(10);

    private readonly RecordingBot _bot = new();

    [Fact]
    public async Task A_dialogue_reads_from_top_to_bottom()
    {
        var (instance, dialogue) = await BeginAsync("""
            OnCommand("join", async message =>
            {
                var name = await message.AskAsync("What is your name?");
                var age = await message.AskAsync<int>("How old are you?");
                var colour = await message.ChooseAsync("Which colour?", ["red", "green"]);
                await message.ReplyAsync($"{name}, {age}, {colour}");
            });
            """);

        foreach (var answer in new[] { "Ann", "old", "42", "blue", "GREEN" })
        {
            await _bot.AskedAsync();
            await _bot.HearAsync(instance, 1001, answer);
        }

        await dialogue.WaitAsync(_safety);
        Assert.Equal(
            [
                "What is your name?", "How old are you?", "\"old\" is not a whole number. How old are you?", "Which colour? (red, green)",
                "\"blue\" is none of these. Which colour? (red, green)", "Ann, 42, green",
            ],
            _bot.Sent.Select(sent => sent.Text));
    }

    [Fact]
    public async Task Who_gives_no_answer_that_fits_is_asked_three_times_more()
    {
        var (instance, dialogue) = await BeginAsync("OnCommand(\"join\", async message => await message.AskAsync<Uin>(\"Who?\"));");

        for (var i = 0; i < 4; i++)
        {
            await _bot.AskedAsync();
            await _bot.HearAsync(instance, 1001, "me");
        }

        Assert.Equal((Uin)1001, (await Assert.ThrowsAsync<NoAnswerException>(() => dialogue.WaitAsync(_safety))).Person);
        Assert.Equal(4, _bot.Sent.Count);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_ends_the_dialogue()
    {
        var (_, dialogue) = await BeginAsync("OnCommand(\"join\", async message => await message.AskAsync(\"Who?\"));");

        await _bot.AskedAsync();
        _bot.GiveUp(1001);

        var exception = await Assert.ThrowsAsync<NoAnswerException>(() => dialogue.WaitAsync(_safety));
        Assert.Equal("1001 has not answered within 00:05:00", exception.Message);
    }

    [Theory]
    [InlineData("OnCommand(\"join\", async message => await message.AskAsync(\"Who?\"));")]
    [InlineData("OnMessage(async message => await message.AskAsync(\"Who?\"));")]
    [InlineData("OnMessage(async message => await AskAsync(1002, \"Who?\"));")]
    public async Task A_question_ends_with_the_script_that_asks(string code)
    {
        var (instance, dialogue) = await BeginAsync(code);
        await _bot.AskedAsync();

        instance.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialogue.WaitAsync(_safety));
    }

    private async Task<(ScriptInstance Instance, Task Dialogue)> BeginAsync(string code)
    {
        using var script = LoadedScriptTests.Load(code);
        var instance = await script.StartAsync(_bot, new RecordingEnvironment());
        return (instance, _bot.HearAsync(instance, 1001, "join"));
    }
}

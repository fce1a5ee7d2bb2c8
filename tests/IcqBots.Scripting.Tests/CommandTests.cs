using System.Globalization;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public sealed class CommandTests : IDisposable
{
    private static readonly Uin _person = 1001;

    private readonly RecordingBot _bot = new();
    private readonly BotScript _script;
    private readonly ScriptInstance _instance;

    public CommandTests()
    {
        _script = new BotScript(_bot, new RecordingEnvironment(_bot.Clock), "scripts/test.csx");
        _instance = new ScriptInstance("scripts/test.csx", _script.Handlers);
    }

    public void Dispose() => _instance.Dispose();

    [Theory]
    [InlineData("remind me in 20 minutes to buy milk", "00:20:00 buy milk")]
    [InlineData("  Remind ME in 1h30m to call Ann  ", "01:30:00 call Ann")]
    [InlineData("remind me in half an hour, 5 s to go", "00:30:05 go")]
    [InlineData("remind me in two hours and 5 minutes to go\nto bed", "02:05:00 go\nto bed")]
    [InlineData("remind me in a week to say \"hi\" to Ann", "7.00:00:00 say \"hi\" to Ann")]
    public async Task A_command_gives_what_was_written_as_values(string text, string expected)
    {
        _script.OnCommand("remind me in {delay:duration} to {what:text}", async (IncomingMessage message, TimeSpan delay, string what) =>
            await message.ReplyAsync($"{delay} {what}"));

        Assert.Equal([expected], await AnswersAsync(text));
    }

    [Theory]
    [InlineData("w x", "x")]
    [InlineData("w \"two words\"", "two words")]
    [InlineData("w \"a \\\"b\\\" \\\\c\"", "a \"b\" \\c")]
    [InlineData("w “two words”", "two words")]
    [InlineData("w „zwei Wörter“", "zwei Wörter")]
    [InlineData("w «deux mots»", "deux mots")]
    [InlineData("w \"open", "\"open")]
    [InlineData("w \"\"", "")]
    [InlineData("i -6", "-6")]
    [InlineData("l 9999999999", "9999999999")]
    [InlineData("n 3.5", "3.5")]
    [InlineData("b YES", "True")]
    [InlineData("b off", "False")]
    [InlineData("u 123-456-789", "123456789")]
    [InlineData("d 90s", "00:01:30")]
    [InlineData("d 1.5 h", "01:30:00")]
    [InlineData("day 1998-11-16", "1998-11-16")]
    [InlineData("t 18:30", "18:30:00")]
    public async Task Each_type_of_argument_is_read(string text, string expected)
    {
        OnArgument<string>("w {x}");
        OnArgument<int>("i {x:int}");
        OnArgument<long>("l {x:long}");
        OnArgument<decimal>("n {x:number}");
        OnArgument<bool>("b {x:bool}");
        OnArgument<Uin>("u {x:uin}");
        OnArgument<TimeSpan>("d {x:duration}");
        OnArgument<DateOnly>("day {x:date}");
        OnArgument<TimeOnly>("t {x:time}");

        Assert.Equal([expected], await AnswersAsync(text));
    }

    [Theory]
    [InlineData("i abc", "\"abc\" is not a whole number. Write: i <x>")]
    [InlineData("i 9999999999", "\"9999999999\" is too large. Write: i <x>")]
    [InlineData("i", "<x> is missing. Write: i <x>")]
    [InlineData("i 5 6", "\"6\" is too much. Write: i <x>")]
    [InlineData("n 3,5", "\"3,5\" is not a number such as 3.5. Write: n <x>")]
    [InlineData("b perhaps", "\"perhaps\" is not yes or no. Write: b <x>")]
    [InlineData("u 0", "\"0\" is not an ICQ number. Write: u <x>")]
    [InlineData("in soon to go", "\"soon\" is not a time such as 20m or 2 hours. Write: in <x> to <y>")]
    [InlineData("in 20m go", "\"to\" is missing before \"go\". Write: in <x> to <y>")]
    [InlineData("in 20m", "\"to\" is missing. Write: in <x> to <y>")]
    [InlineData("in 20m to", "<y> is missing. Write: in <x> to <y>")]
    [InlineData("in 99999999 weeks to go", "\"99999999\" is not a time such as 20m or 2 hours. Write: in <x> to <y>")]
    public async Task Wrong_arguments_are_answered_once_with_what_is_wrong_and_the_usage(string text, string expected)
    {
        OnArgument<int>("i {x:int}");
        OnArgument<decimal>("n {x:number}");
        OnArgument<bool>("b {x:bool}");
        OnArgument<Uin>("u {x:uin}");
        _script.OnCommand("in {x:duration} to {y:text}", (IncomingMessage _, TimeSpan _, string _) => throw new InvalidOperationException());
        _script.OnMessage(async message => await message.ReplyAsync("heard"));

        Assert.Equal([expected], await AnswersAsync(text));
    }

    [Theory]
    [InlineData("roll", "6 -")]
    [InlineData("roll 20", "20 -")]
    [InlineData("roll 20 3", "20 3")]
    public async Task What_may_be_left_out_is_the_default_or_null(string text, string expected)
    {
        _script.OnCommand("roll {sides:int=6} {times:int?}", async (IncomingMessage message, int sides, int? times) =>
            await message.ReplyAsync($"{sides} {times?.ToString() ?? "-"}"));

        Assert.Equal([expected], await AnswersAsync(text));
    }

    [Theory]
    [InlineData("list", "all")]
    [InlineData("list add milk", "add milk")]
    [InlineData("list milk", "one milk")]
    public async Task The_command_with_more_words_goes_first_whatever_the_order(string text, string expected)
    {
        _script.OnCommand("list {name}", async (IncomingMessage message, string name) => await message.ReplyAsync($"one {name}"));
        _script.OnCommand("list", async message => await message.ReplyAsync("all"));
        _script.OnCommand("list {name} {other}", async (IncomingMessage message, string name, string other) => await message.ReplyAsync("two"));
        _script.OnCommand("list add {name}", async (IncomingMessage message, string name) => await message.ReplyAsync($"add {name}"));

        Assert.Equal([expected], await AnswersAsync(text));
    }

    [Fact]
    public async Task A_command_goes_to_no_OnMessage_and_another_text_to_no_command()
    {
        _script.OnCommand("ping", async message => await message.ReplyAsync("pong"));
        _script.OnMessage(async message => await message.ReplyAsync("heard"));

        Assert.Equal(["pong"], await AnswersAsync("ping"));
        Assert.Equal(["heard"], await AnswersAsync("pingpong"));
        Assert.Equal(["heard"], await AnswersAsync("\"ping\""));
    }

    [Fact]
    public async Task A_command_takes_four_arguments()
    {
        _script.OnCommand("four {a} {b:int} {c} {d:text}", async (IncomingMessage message, string a, int b, string c, string d) =>
            await message.ReplyAsync($"{d} {c} {b} {a}"));

        Assert.Equal(["4 5 3 2 1"], await AnswersAsync("four 1 2 3 4 5"));
    }

    [Theory]
    [InlineData("{x} roll", "column 1: a command begins with a word, such as roll {sides:int}")]
    [InlineData(
        "roll {sides:integer}",
        "column 13: there is no type \"integer\": write one of word, text, int, long, number, bool, uin, duration, date, time")]
    [InlineData("roll {sides", "column 6: the { has no }: write {name} or {name:type}")]
    [InlineData("roll{sides}", "column 5: write a blank before the {")]
    [InlineData("roll {sides}x", "column 13: write a blank after the }")]
    [InlineData("roll sides}", "column 11: a } without its {")]
    [InlineData("roll {:int}", "column 7: \"\" is no name: write {name}, {name:type}, {name:type=default} or {name:type?}")]
    [InlineData("roll {a} {a}", "column 11: there are two arguments \"a\": give one of them another name")]
    [InlineData("roll {a:int=six}", "column 13: the default does not fit: \"six\" is not a whole number")]
    [InlineData("roll {a:int?=6}", "column 12: an argument with a default may be left out anyway: write no ?")]
    [InlineData("roll {a:text} {b}", "column 15: {a:text} takes all that is left, so nothing can follow it: write {a} for one word")]
    [InlineData("roll {a} {b} {c} {d} {e}", "column 22: a command has at most 4 arguments: write {rest:text} and split it in the handler")]
    public void A_mistake_in_a_pattern_names_the_column_and_what_to_write(string pattern, string expected) =>
        Assert.Equal(
            $"OnCommand(\"{pattern}\"), {expected}",
            Assert.Throws<ArgumentException>(() => _script.OnCommand(pattern, _ => Task.CompletedTask)).Message);

    [Theory]
    [InlineData("OnCommand(\"roll {sides:int=6}\", async (IncomingMessage message, string sides) => { });", "int sides")]
    [InlineData("OnCommand(\"roll {sides:int?}\", async (IncomingMessage message, int sides) => { });", "int? sides")]
    [InlineData("OnCommand(\"greet {name?}\", async (IncomingMessage message, string name) => { });", "string? name")]
    [InlineData("OnCommand(\"in {delay:duration} to {what:text}\", async message => { });", "TimeSpan delay, string what")]
    public async Task A_handler_that_takes_other_types_is_told_what_to_write(string code, string expected)
    {
        using var script = LoadedScriptTests.Load(code);

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => script.StartAsync(_bot, new RecordingEnvironment()));

        Assert.EndsWith($"must take what the pattern names: write async (IncomingMessage message, {expected}) => ...", exception.Message);
    }

    [Fact]
    public async Task Handlers_that_may_get_null_or_name_a_method_fit()
    {
        using var script = LoadedScriptTests.Load("""
            OnCommand("greet {name?}", async (IncomingMessage message, string? name) => await message.ReplyAsync(name ?? "nobody"));
            OnCommand("roll {sides:int=6}", async (IncomingMessage message, int? sides) => await message.ReplyAsync($"{sides}"));
            OnCommand<int>("half {number:int}", Half);
            Task Half(IncomingMessage message, int number) => message.ReplyAsync($"{number / 2}");
            """);
        var instance = await script.StartAsync(_bot, new RecordingEnvironment());

        foreach (var text in new[] { "greet", "greet Ann", "roll", "half 8" })
        {
            await _bot.HearAsync(instance, _person, text);
        }

        Assert.Equal(["nobody", "Ann", "6", "4"], _bot.Sent.Select(sent => sent.Text));
    }

    [Fact]
    public async Task Help_lists_the_commands_that_the_person_may_use_and_tells_more_about_one()
    {
        AddRollAndBan();

        Assert.Equal(["roll [sides=6]: Rolls a die.\nhelp <command> tells more."], await AnswersAsync("help"));
        Assert.Equal(
            ["roll [sides=6]: Rolls a die.\nExample: roll 1 - 1\nExample: roll\nExample: roll 20"], await AnswersAsync("HELP roll"));
        Assert.Equal(
            ["There is no command \"ban\".\nroll [sides=6]: Rolls a die.\nhelp <command> tells more."], await AnswersAsync("help ban"));
        Assert.Equal(["heard ban 1003"], await AnswersAsync("ban 1003"));
    }

    [Fact]
    public async Task Help_of_an_admin_has_their_commands_too()
    {
        AddRollAndBan();

        await _bot.HearAsync(_instance, 1002, "help");

        Assert.Equal([(1002, "roll [sides=6]: Rolls a die.\nban <who>\nhelp <command> tells more.")], _bot.Sent);
    }

    [Fact]
    public async Task Help_goes_without_summaries_where_the_list_would_be_long_for_ICQ()
    {
        for (var i = 0; i < 20; i++)
        {
            _script.OnCommand($"command{i}", _ => Task.CompletedTask).Summary("Does something that takes many words to tell.");
        }

        var help = Assert.Single(await AnswersAsync("help"));

        Assert.StartsWith("command0\ncommand1\n", help);
        Assert.True(help.Length < 450);
    }

    [Fact]
    public async Task A_script_may_answer_help_itself_and_without_commands_it_is_a_message()
    {
        _script.OnMessage(async message => await message.ReplyAsync("heard"));
        Assert.Equal(["heard"], await AnswersAsync("help"));

        _script.OnCommand("help", async message => await message.ReplyAsync("mine"));
        Assert.Equal(["mine"], await AnswersAsync("help"));
    }

    [Fact]
    public async Task With_a_prefix_only_what_begins_with_it_is_a_command()
    {
        var bot = new RecordingBot { CommandPrefix = "!" };
        using var script = LoadedScriptTests.Load("""
            OnCommand("roll {sides:int=6}", async (IncomingMessage message, int sides) => await message.ReplyAsync($"{sides}"))
                .Example("roll 1", "1");
            OnMessage(async message => await message.ReplyAsync("heard"));
            """);
        var instance = await script.StartAsync(bot, new RecordingEnvironment());

        foreach (var text in new[] { "roll 8", "!roll 8", "! Roll", "!roll x", "!help !roll", "help" })
        {
            await bot.HearAsync(instance, _person, text);
        }

        Assert.Equal(
            ["heard", "8", "6", "\"x\" is not a whole number. Write: !roll [sides=6]", "!roll [sides=6]\nExample: !roll 1 - 1", "heard"],
            bot.Sent.Select(sent => sent.Text));
    }

    [Fact]
    public void An_example_that_is_no_use_of_the_command_is_refused()
    {
        var roll = _script.OnCommand("roll {sides:int=6}", (IncomingMessage _, int _) => Task.CompletedTask);

        Assert.EndsWith("the example \"roll x\" does not fit: \"x\" is not a whole number", Refused(() => roll.Example("roll x")));
        Assert.EndsWith("the example \"dice\" does not fit: it does not begin with roll", Refused(() => roll.Example("dice")));
        Assert.Contains("(", Refused(() => roll.ExampleMatching("roll", "(")));
        Assert.Empty(roll.Examples);

        static string Refused(Action add) => Assert.ThrowsAny<ArgumentException>(add).Message;
    }

    [Fact]
    public async Task Commands_of_several_scripts_are_one_list()
    {
        using var one = LoadedScriptTests.Load(
            "OnCommand(\"one\", message => message.ReplyAsync(\"1\")); OnMessage(async message => throw new FormatException());");
        using var two = LoadedScriptTests.Load("OnCommand(\"two\", async message => await message.ReplyAsync(\"2\"));");
        var environment = new RecordingEnvironment();
        ScriptInstance[] scripts = [await one.StartAsync(_bot, environment), await two.StartAsync(_bot, environment)];

        foreach (var text in new[] { "two", "help" })
        {
            var origin = new MessageOrigin(_person, MessageType.Text, _bot.Clock.Now, MessagePath.Server);
            await Assert.Single(MessageRouter.Route(scripts, _bot, new IncomingMessage(_bot, origin, text))).Run();
        }

        Assert.Equal(["2", "one\ntwo\nhelp <command> tells more."], _bot.Sent.Select(sent => sent.Text));
    }

    private void AddRollAndBan()
    {
        _script.OnCommand("roll {sides:int=6}", (IncomingMessage _, int _) => Task.CompletedTask)
            .Summary("Rolls a die.").Example("roll 1", "1").ExampleMatching("roll", "^[1-6]$").Example("roll 20");
        _script.OnCommand("ban {who:uin}", (IncomingMessage _, Uin _) => Task.CompletedTask).For(1002);
        _script.OnMessage(async message => await message.ReplyAsync($"heard {message.Text}"));
    }

    private void OnArgument<T>(string pattern) => _script.OnCommand(pattern, async (IncomingMessage message, T x) =>
    {
        var format = x is DateOnly ? "O" : x is TimeOnly ? "T" : null;
        await message.ReplyAsync(x is IFormattable value ? value.ToString(format, CultureInfo.InvariantCulture) : $"{x}");
    });

    private async Task<IEnumerable<string>> AnswersAsync(string text)
    {
        var before = _bot.Sent.Count;
        await _bot.HearAsync(_instance, _person, text);
        return _bot.Sent.Skip(before).Select(sent => sent.Text);
    }
}

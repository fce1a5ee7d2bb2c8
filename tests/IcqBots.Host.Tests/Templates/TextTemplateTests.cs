using System.Text.RegularExpressions;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Host.Tests.Templates;

public sealed class TextTemplateTests
{
    private const string Schedule = "bots:\n- name: a\n  uin: 1\n  password: p\n  schedules:\n  - name: s\n    cron: '@daily'\n    send:\n      to: 1001\n";

    private static readonly TemplateValues _anna = new()
    {
        Uin = 1001,
        Nick = "Anna",
        Bot = "Herald",
        Status = OnlineStatus.DoNotDisturb,
        Now = new DateTimeOffset(2026, 3, 7, 9, 5, 0, TimeSpan.FromHours(1)),
        State = key => key == "x:y" ? "7" : "",
    };

    [Theory]
    [InlineData("Hello {nick} ({uin})!", "Hello Anna (1001)!")]
    [InlineData("{bot} is {status}", "Herald is do not disturb")]
    [InlineData("{date:dd MMM} {time:HH:mm} {date} {time} {date:zzz}", "07 Mar 09:05 2026-03-07 09:05 +01:00")]
    [InlineData("<{state.x:y}> <{state.gone}>", "<7> <>")]
    [InlineData("{{nick}} {{{nick}}} }}{{", "{nick} {Anna} }{")]
    [InlineData("", "")]
    public void Names_in_braces_are_replaced(string text, string expected) => Assert.Equal(expected, TextTemplate.Parse(text).Fill(_anna));

    [Theory]
    [InlineData("Hi {nik}", 3, "there is no name {nik}; did you mean {nick}?")]
    [InlineData("{weather}", 0, "there is no name {weather}; the names are {nick}, {uin}, {bot}, {status}, {date}, {time}, {state.KEY}; write {{ and }} for the braces themselves")]
    [InlineData("ab } c", 3, "a } without a { before it; write }} for the character itself")]
    [InlineData("ab {nick", 3, "a { that no } closes on its line; write {{ for the character itself")]
    [InlineData("{nick\n}", 0, "a { that no } closes on its line; write {{ for the character itself")]
    [InlineData("{a{nick}", 0, "a { that no } closes on its line; write {{ for the character itself")]
    [InlineData("a{ }", 1, "there is no name between { and }; write {{ and }} for the characters themselves")]
    [InlineData("{nick:x}", 0, "{nick} takes no format; only {date:…} and {time:…} have one")]
    [InlineData("{date:q}", 0, "\"q\" is no format of a date or a time, such as dd MMM yyyy or HH:mm")]
    [InlineData("{time:}", 0, "\"\" is no format of a date or a time, such as dd MMM yyyy or HH:mm")]
    [InlineData("{state.}", 0, "after {state. comes the key under which a script of the bot keeps something")]
    [InlineData("{state.icqbots/x}", 0, "keys that begin with icqbots/ are the host's")]
    public void A_mistake_tells_where_it_is_and_what_to_write(string text, int position, string message)
    {
        var mistake = Assert.Throws<TemplateException>(() => TextTemplate.Parse(text));

        Assert.Equal((position, message), (mistake.Position, mistake.Message));
    }

    [Fact]
    public void Values_are_put_in_as_they_are_and_long_ones_are_cut()
    {
        var template = TextTemplate.Parse("{nick}|{state.x}");

        var text = template.Fill(_anna with { Nick = "{uin}\n\u0007", State = _ => new string('a', 1999) + "\U0001F600" });

        Assert.Equal("{uin}|" + new string('a', 1999), text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" \r\n")]
    public void The_UIN_stands_for_a_nick_that_is_not_known(string? nick) =>
        Assert.Equal("1001", TextTemplate.Parse("{nick}").Fill(_anna with { Nick = nick }));

    [Fact]
    public void An_answer_knows_the_text_and_the_groups_of_its_expression()
    {
        var expression = new Regex("weather in (?<town>\\w+)( today)?");
        var answer = AnswerTemplate.Parse("{town} {1} {text} {twon}");

        var mistake = Assert.Single(answer.MistakesWith(expression));

        Assert.Equal((18, "there is no name {twon}; did you mean {town}?"), (mistake.Position, mistake.Message));
        Assert.Equal(3, answer.MistakesWith(null).Count());
        Assert.Equal(
            "Oslo  weather in Oslo ",
            answer.Fill(_anna with { Text = "weather in Oslo", Match = expression.Match("weather in Oslo") }));
    }

    [Theory]
    [InlineData("      text: Hello {nik}, and {nik}", "10:19", "{nick}")]
    [InlineData("      text: \"Hel\\tlo {bott}\"", "10:22", "{bot}")]
    [InlineData("      text: 'It''s {bott}'", "10:20", "{bot}")]
    [InlineData("      text: |\n        {{nik}}\n        Hello {nik}", "12:15", "{nick}")]
    public void A_mistake_in_bots_yaml_has_the_line_and_the_column_of_the_name(string text, string place, string meant)
    {
        using var folder = new BotsYamlFolder();

        var name = meant == "{nick}" ? "{nik}" : "{bott}";
        Assert.Equal([$"{place}: \"text\": there is no name {name}; did you mean {meant}?"], folder.MistakesOf(Schedule + text));
    }

    [Fact]
    public void A_mistake_in_a_text_with_a_variable_has_the_place_of_the_text()
    {
        using var folder = new BotsYamlFolder();

        Assert.Equal(["10:13: \"text\": there is no name {nik}; did you mean {nick}?"], folder.MistakesOf(Schedule + "      text: $$ {nik}"));
    }
}

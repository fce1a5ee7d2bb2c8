using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public class ScriptFaultTests
{
    [Fact]
    public async Task An_exception_in_an_async_handler_names_file_line_and_reason()
    {
        var fault = await FaultAsync("""
            OnMessage(async message =>
            {
                await Task.Yield();
                throw new InvalidOperationException("first\nsecond");
            });
            """);

        Assert.Equal("scripts/test.csx:4: InvalidOperationException: first second", fault.ToString());
    }

    [Fact]
    public async Task The_line_is_the_one_that_failed_and_not_one_that_called_it_or_fails_alike()
    {
        var fault = await FaultAsync("""
            string Word(string text, int index)
            {
                var words = text.Split(' ');
                if (index < 0)
                {
                    return words[words.Length];
                }

                return words[index];
            }

            OnMessage(async message => await message.ReplyAsync(Word(message.Text, 0) + Word(message.Text, 1)));
            """);

        Assert.Equal(("scripts/test.csx:9", "IndexOutOfRangeException"), (fault.Place, fault.Type));
    }

    [Fact]
    public async Task An_exception_of_the_host_names_the_line_that_awaited_it()
    {
        var fault = await FaultAsync("OnMessage(async message =>\n    await (await message.ReplyAsync(\"hi\")).Delivered);");

        Assert.Equal("scripts/test.csx:2: TimeoutException: no acknowledgement", fault.ToString());
    }

    [Fact]
    public async Task An_exception_inside_another_is_found()
    {
        var fault = await FaultAsync("OnMessage(message =>\n    Task.FromException(new AggregateException(Caught())));\n"
            + "Exception Caught()\n{\n    try\n    {\n        throw new FormatException();\n    }\n    catch (FormatException exception)\n"
            + "    {\n        return exception;\n    }\n}");

        Assert.Equal(("scripts/test.csx:7", "AggregateException"), (fault.Place, fault.Type));
    }

    [Fact]
    public async Task Without_a_line_of_the_script_the_file_alone_is_named()
    {
        var fault = await FaultAsync("OnMessage(message => message.AskAsync(\"hi\"));");

        Assert.Equal("scripts/test.csx: TimeoutException: no acknowledgement", fault.ToString());
    }

    private static async Task<ScriptFault> FaultAsync(string text)
    {
        using var script = LoadedScriptTests.Load(text);
        var bot = new RecordingBot { Unreachable = { 1001 } };
        var handlers = await script.StartAsync(bot, new RecordingEnvironment());
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => bot.HearAsync(handlers, 1001, "hello"));
        return ScriptFault.From(exception, script.Path);
    }
}

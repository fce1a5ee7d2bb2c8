using IcqBots.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Tests;

public sealed class LogFormatterTests
{
    [Theory]
    [InlineData("IcqBots.Bot.echo", LogLevel.Information, "08:00:00 echo       Online\n")]
    [InlineData("IcqBots.Server", LogLevel.Warning, "08:00:00 Server     warning: Online\n")]
    [InlineData("a-bot-with-a-long-name", LogLevel.Error, "08:00:00 a-bot-with-a-long-name error: Online\n")]
    [InlineData("IcqBots.Bot.echo", LogLevel.Debug, "08:00:00 echo       Online\n")]
    public void A_line_has_time_name_and_text(string category, LogLevel level, string expected) =>
        Assert.Equal(expected, Format("Online", category: category, level: level));

    [Fact]
    public void Colours_are_for_warnings_and_errors_only_where_they_are_wanted()
    {
        Assert.Equal("\e[33m08:00:00 echo       warning: Oh\e[0m\n", Format("Oh", level: LogLevel.Warning, colour: true));
        Assert.Equal("08:00:00 echo       Oh\n", Format("Oh", colour: true));
    }

    [Fact]
    public void Text_from_the_network_cannot_change_the_terminal_or_forge_a_line() =>
        Assert.Equal(
            "08:00:00 echo       A message: ?[2J\n         08:00:00 Server     forged\n",
            Format("A message: \e[2J\n08:00:00 Server     forged"));

    [Fact]
    public void An_exception_is_told_in_a_line_and_whole_only_when_that_is_wanted()
    {
        var exception = new IOException("the disk is full");

        Assert.Equal("08:00:00 echo       Not written: the disk is full\n", Format("Not written", exception));
        Assert.StartsWith(
            "08:00:00 echo       Not written\n         System.IO.IOException: the disk is full",
            Format("Not written", exception, verbose: true),
            StringComparison.Ordinal);
    }

    private static string Format(
        string text,
        Exception? exception = null,
        string category = "IcqBots.Bot.echo",
        LogLevel level = LogLevel.Information,
        bool colour = false,
        bool verbose = false)
    {
        var writer = new LineWriter();
        var entry = new LogEntry<string>(level, category, default, text, exception, (state, _) => state);
        new LogFormatter(new ManualTimeProvider(), colour, verbose).Write(entry, null, writer);
        return writer.ToString();
    }
}

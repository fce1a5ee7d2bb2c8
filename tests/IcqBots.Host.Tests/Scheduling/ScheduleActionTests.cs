using IcqBots.Host.Configuration;
using IcqBots.Host.Scheduling;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Scheduling;

public sealed class ScheduleActionTests
{
    [Theory]
    [InlineData(RecipientKind.Contacts, "1001 hi, 1002 hi")]
    [InlineData(RecipientKind.Online, "1002 hi")]
    [InlineData(RecipientKind.Uins, "1002 hi, 3003 hi")]
    public async Task A_text_goes_once_to_everybody_meant_but_never_to_the_bot_itself(RecipientKind kind, string expected)
    {
        using var bot = NewBot();
        bot.Online.UnionWith([1002, 2002]);
        await Send(kind, [3003, 1002, 3003, 2002]).RunAsync(bot, default);
        Assert.Equal(expected, string.Join(", ", bot.Done.Order()));
    }

    [Fact]
    public async Task A_recipient_who_cannot_be_reached_keeps_nobody_else_from_the_text()
    {
        using var bot = NewBot();
        bot.Unreachable.Add(1001);
        await Send(RecipientKind.Contacts, []).RunAsync(bot, default);
        Assert.Equal(["1002 hi"], bot.Done);
        Assert.Equal(["Schedule morning: not delivered to 1001: no acknowledgement"], bot.OwnLog.At(LogLevel.Warning));
    }

    [Fact]
    public async Task All_recipients_are_tried_at_the_same_time()
    {
        using var bot = NewBot();
        var gate = new TaskCompletionSource();
        bot.Gate = gate.Task;
        var sending = Send(RecipientKind.Contacts, []).RunAsync(bot, default);
        await bot.BeganAsync();
        await bot.BeganAsync();
        Assert.Empty(bot.Done);
        gate.SetResult();
        await sending;
        Assert.Equal(2, bot.Done.Count);
    }

    [Fact]
    public async Task A_status_comes_with_its_away_message()
    {
        using var bot = NewBot();
        await Lunch.RunAsync(bot, default);
        Assert.Equal(["Away Back at one."], bot.Done);
    }

    [Fact]
    public async Task The_log_has_one_line_for_each_firing_without_any_text()
    {
        using var bot = NewBot();
        bot.Handlers.Add("tidy-up");
        await Send(RecipientKind.Contacts, []).RunAsync(bot, default);
        await Lunch.RunAsync(bot, default);
        await new RunAction("night", "tidy-up", new Dictionary<string, string>()).RunAsync(bot, default);
        Assert.Equal(
            ["Schedule morning fires: send, recipients: 2", "Schedule lunch fires: status away", "Schedule night fires: run tidy-up"],
            bot.OwnLog.At(LogLevel.Information));
    }

    [Fact]
    public async Task A_run_that_no_script_has_a_handler_for_is_a_warning()
    {
        using var bot = NewBot();
        await new RunAction("night", "tidy-up", new Dictionary<string, string>()).RunAsync(bot, default);
        Assert.Equal(
            ["Schedule night does nothing: no script of herald has OnSchedule(\"tidy-up\", …)"], bot.OwnLog.At(LogLevel.Warning));
    }

    private static StatusAction Lunch =>
        new("lunch", new ScheduledStatusEntry { Set = OnlineStatus.Away, Message = TextTemplate.Parse("Back at one.") });

    private static RecordingBot NewBot() => new("herald", 2002, [1001, 1002, 2002], new ManualTimeProvider());

    private static SendAction Send(RecipientKind kind, Uin[] uins) => new("morning", new Recipients(kind, uins), TextTemplate.Parse("hi"));
}

using IcqBots.Host.Replies;

namespace IcqBots.Host.Tests.Replies;

public sealed class AutomaticTextTests
{
    [Theory]
    [InlineData("[Auto-Reply] Gone fishing")]
    [InlineData("Autoreply: later")]
    [InlineData("(auto response) I am out")]
    [InlineData("Automatic answer\nBack at one")]
    [InlineData("User is currently away\r\nYou can leave him/her a message")]
    [InlineData("User is currently N/A")]
    [InlineData("I am currently away from ICQ.\nPlease leave your message")]
    [InlineData("Gone.\nThis message has been automatically sent to you\nby the XEmacs ICQ client")]
    [InlineData("Forwarded from 1001 (Anna):\nhello")]
    public void What_programs_write_by_themselves_is_known(string text) => Assert.True(AutomaticText.Is(text));

    [Theory]
    [InlineData("How do I set an auto-reply in ICQ?")]
    [InlineData("automatic weapons are loud")]
    [InlineData("Is the user away?")]
    [InlineData("User is currently typing")]
    [InlineData("I am away")]
    [InlineData("Forwarded from my mother: eat more")]
    [InlineData("")]
    public void What_people_write_is_not_taken_for_it(string text) => Assert.False(AutomaticText.Is(text));
}

namespace IcqBots.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\e[2J\e[31mred", "?[2J?[31mred")]
    [InlineData("bell\a backspace\b delete\u007f", "bell? backspace? delete?")]
    [InlineData("control sequences of 8 bits: \u009b31m", "control sequences of 8 bits: ?31m")]
    [InlineData("from right to left: \u202e1001", "from right to left: ?1001")]
    [InlineData("a tab\tis harmless, ÅÄÖ Привет too", "a tab\tis harmless, ÅÄÖ Привет too")]
    public void Control_characters_are_replaced(string text, string expected) => Assert.Equal(expected, TerminalText.Clean(text));

    [Theory]
    [InlineData("one\n12:00:00 echo: two")]
    [InlineData("one\r\n12:00:00 echo: two")]
    [InlineData("one\r12:00:00 echo: two")]
    [InlineData("one\u0085" + "12:00:00 echo: two")]
    public void A_line_after_the_first_cannot_pass_for_an_entry_of_its_own(string text) =>
        Assert.Equal("one\n         12:00:00 echo: two", TerminalText.Clean(text));

    [Fact]
    public void A_cell_is_one_line_without_tabs() => Assert.Equal("a b?c?", TerminalText.CleanLine("a\tb\nc\e"));
}

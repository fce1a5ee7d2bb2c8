namespace IcqBots.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly LineWriter _result = new();
    private readonly LineWriter _remarks = new();

    public void Dispose()
    {
        _result.Dispose();
        _remarks.Dispose();
    }

    [Fact]
    public void Without_a_terminal_a_table_is_its_rows_with_tabs()
    {
        new Output(_result, _remarks).Table(["Bot", "Nick"], [["echo", "Echo"], ["evil", "a\tb\e[31m"]]);

        Assert.Equal("echo\tEcho\nevil\ta b?[31m\n", _result.ToString());
    }

    [Fact]
    public void On_a_terminal_a_table_is_drawn_and_nothing_in_it_is_markup()
    {
        new Output(_result, _remarks) { IsTerminal = true }.Table(["Bot", "Nick"], [["echo", "[red]Echo"]]);

        Assert.Contains("│ echo │ [red]Echo │", _result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_coloured_where_that_is_wanted_and_cannot_bring_colours_of_their_own()
    {
        new Output(_result, _remarks) { HasColouredRemarks = true }.Error("no \e[5mway");
        new Output(_result, _remarks).Error("no \e[5mway");

        Assert.Equal("\e[31mno ?[5mway\e[0m\nno ?[5mway\n", _remarks.ToString());
        Assert.Empty(_result.ToString());
    }

    [Theory]
    [InlineData(null, "xterm", true)]
    [InlineData("", "xterm", true)]
    [InlineData("1", "xterm", false)]
    [InlineData(null, "dumb", false)]
    public void NO_COLOR_and_dumb_terminals_are_respected(string? noColour, string terminal, bool expected) =>
        Assert.Equal(expected, Output.AllowsColour(name => name == "NO_COLOR" ? noColour : name == "TERM" ? terminal : null));
}

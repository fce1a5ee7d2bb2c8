namespace IcqBots.Protocol.Tests;

public sealed class UinTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("1001", 1001)]
    [InlineData("2147483646", 2147483646)]
    public void Digits_are_parsed_and_printed(string text, uint expected)
    {
        var uin = Uin.Parse(text);

        Assert.Equal(new Uin(expected), uin);
        Assert.Equal(text, uin.ToString());
        Assert.True(uin.IsValid);
    }

    [Theory]
    [InlineData(1001, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MaxValue, false)]
    public void A_counted_number_is_a_UIN_and_a_negative_one_is_never_valid(int number, bool isValid)
    {
        Uin uin = number;

        Assert.Equal(isValid, uin.IsValid);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2147483647")]
    [InlineData("4294967296")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("1.0")]
    [InlineData("echo")]
    [InlineData("\u0661")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_a_uin_is_refused(string? text)
    {
        Assert.False(Uin.TryParse(text, null, out var uin));
        Assert.Equal(default, uin);
        var exception = Assert.Throws<FormatException>(() => Uin.Parse(text!));
        Assert.Contains("from 1 to 2147483646", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    public void A_number_from_the_wire_need_not_be_valid(uint value) => Assert.False(new Uin(value).IsValid);
}

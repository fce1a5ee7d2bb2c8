using IcqBots.Host.Codes;

namespace IcqBots.Host.Tests.Codes;

public sealed class TotpSecretTests
{
    /// <summary>The secret of RFC 6238's examples, which are for 20 bytes with SHA-1.</summary>
    private const string Rfc = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, Parse(Rfc).CodeOf(TotpSecret.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_code_is_found_in_its_half_minute_and_in_the_ones_beside_it()
    {
        var secret = Parse(Rfc);
        var step = TotpSecret.StepAt(DateTimeOffset.FromUnixTimeSeconds(1111111109));

        Assert.Equal(
            [null, step, step, step, null],
            new[] { -60, -30, 0, 30, 60 }.Select(late => secret.Find("081804", DateTimeOffset.FromUnixTimeSeconds(1111111109 + late))));
    }

    [Theory]
    [InlineData("gezd gnbv-gy3tqojq gezdgnbvgy3tqojq==")]
    [InlineData(Rfc)]
    public void Base32_is_read_as_people_write_it(string text) => Assert.Equal(Rfc, Parse(text).Reveal());

    [Theory]
    [InlineData("")]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVG")] // 15 bytes
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQG")] // a character too many
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAB")] // bits that are left over
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ0")]
    public void What_is_no_base32_or_too_short_is_no_secret(string text) => Assert.False(TotpSecret.TryParse(text, out _));

    [Fact]
    public void It_prints_as_asterisks() => Assert.Equal("***", $"{Parse(Rfc)}");

    private static TotpSecret Parse(string text)
    {
        Assert.True(TotpSecret.TryParse(text, out var secret));
        return secret;
    }
}

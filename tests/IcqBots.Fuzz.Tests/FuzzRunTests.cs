namespace IcqBots.Fuzz.Tests;

/// <summary>
/// Short runs; a long one is for <c>dotnet run --project tests/IcqBots.Fuzz</c>. They measure memory, so they have a process of their own.
/// </summary>
public sealed class FuzzRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_input_does_any_harm(long seed)
    {
        var report = new StringWriter();

        await new FuzzRun(seed, 20_000, report).RunAsync();

        Assert.Contains("100 %       20,000 inputs", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_depends_on_the_seed_and_its_index_only()
    {
        var inOrder = new FuzzInputs(5);
        var inputs = Enumerable.Range(0, 1000).Select(index => Convert.ToHexString(inOrder.At(index).Bytes)).ToList();

        var again = new FuzzInputs(5);
        var backwards = Enumerable.Range(0, 1000).Reverse().Select(index => Convert.ToHexString(again.At(index).Bytes)).Reverse();
        Assert.Equal(inputs, backwards);
        Assert.NotEqual(inputs, Enumerable.Range(0, 1000).Select(index => Convert.ToHexString(new FuzzInputs(6).At(index).Bytes)));
    }
}

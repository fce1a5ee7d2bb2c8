namespace IcqBots.Tests.Processes;

/// <summary><c>icqbots decode</c> with standard input.</summary>
[Collection("Processes")]
public sealed class DecodeProcessTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_of_standard_input_are_packets()
    {
        var decode = await IcqBotsProcess.RunAsync(_folder.Path, "02 00 0A 00 12 00\n02 00 0A 00 13 00 43 42 0F 00\n", "decode");

        Assert.Equal("server > client  Ack 000A  sequence 18\nclient > server  Ack 000A  sequence 19  UIN 1000003\n", decode.Result);
        Assert.Equal((0, ""), (decode.ExitCode, decode.Remarks));
    }

    [Fact]
    public async Task A_mistake_on_a_line_is_told_behind_the_packets_before_it()
    {
        var decode = await IcqBotsProcess.RunAsync(_folder.Path, "02000A001200\n02 00 0A 0\n", "decode");

        Assert.Equal("server > client  Ack 000A  sequence 18\n", decode.Result);
        Assert.Equal((2, "standard input:2:10: \"0\" has an odd number of digits; a byte has two\n"), (decode.ExitCode, decode.Remarks));
    }
}

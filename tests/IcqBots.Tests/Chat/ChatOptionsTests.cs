using IcqBots.Chat;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Tests.Chat;

public sealed class ChatOptionsTests
{
    private const string TwoBots = """
        bots:
          - { name: echo, uin: 2001, password: echo, encoding: windows-1251 }
          - { name: away, uin: 2003, password: away, server: "icq.example.org:5000" }
        """;

    [Theory]
    [InlineData("echo", 2001)]
    [InlineData("2001", 2001)]
    [InlineData("777", 777)]
    public void Somebody_is_a_bot_of_the_file_or_a_UIN(string who, uint expected) =>
        Assert.Equal(new Uin(expected), ChatOptions.From(Request(who), Read(TwoBots)).To);

    [Fact]
    public void A_name_of_digits_comes_before_a_UIN()
    {
        var file = Read("bots: [{ name: one, uin: 2002, password: x }, { name: 2002, uin: 2001, password: x }]");

        Assert.Equal(new Uin(2001), ChatOptions.From(Request("2002"), file).To);
    }

    [Theory]
    [InlineData("127.0.0.1:4000", "127.0.0.1:4000")]
    [InlineData("192.168.1.2:4001", "192.168.1.2:4001")]
    [InlineData("0.0.0.0:4002", "127.0.0.1:4002")]
    public void The_embedded_server_is_where_this_machine_reaches_it(string listen, string expected)
    {
        var options = ChatOptions.From(Request("777"), Read($"embedded-server: {{ listen: '{listen}', allow-remote: true }}"));

        Assert.Equal(expected, options.Server.ToString());
        Assert.True(options.IsEmbedded);
    }

    [Theory]
    [InlineData("away", null, "icq.example.org:5000")]
    [InlineData("echo", null, "127.0.0.1:4000")]
    [InlineData("777", null, "127.0.0.1:4000")]
    [InlineData("away", "other.example.org", "other.example.org:4000")]
    public void The_server_is_the_one_on_the_command_line_else_that_of_the_bot_or_file(string who, string? server, string expected) =>
        Assert.Equal(expected, ChatOptions.From(Request(who) with { Server = server }, Read(TwoBots)).Server.ToString());

    [Theory]
    [InlineData("echo", null, "windows-1251")]
    [InlineData("777", null, "windows-1252")]
    [InlineData("echo", "windows-1250", "windows-1250")]
    public void The_encoding_is_the_one_on_the_command_line_else_that_of_the_bot(string who, string? encoding, string expected) =>
        Assert.Equal(expected, ChatOptions.From(Request(who) with { Encoding = encoding }, Read(TwoBots)).Text.Encoding.WebName);

    [Fact]
    public void Without_a_file_a_UIN_and_a_server_are_enough()
    {
        var options = ChatOptions.From(Request("777") with { Server = "icq.example.org:4000" }, null);

        Assert.Equal((new Uin(777), "icq.example.org:4000", "777"), (options.To, options.Server.ToString(), options.Name));
    }

    [Fact]
    public void What_cannot_be_meant_is_told_with_what_to_do()
    {
        AssertMistake("There is no bot \"ehco\" in bots.yaml; did you mean \"echo\"?", Request("ehco"), TwoBots);
        AssertMistake("There is no bot \"somebody\" in bots.yaml; there are echo, away", Request("somebody"), TwoBots);
        AssertMistake("There is no bots.yaml here to look up \"echo\": give a UIN, or the file with --file", Request("echo"), null);
        AssertMistake("Which server? There is no bots.yaml here: give --server host:port, or the file with --file", Request("777"), null);
        AssertMistake(
            "bots.yaml lets the embedded server choose a port: give --server host:port as icqbots run prints it",
            Request("777"),
            "embedded-server: { listen: '127.0.0.1:0' }");
        AssertMistake(
            "Which server? bots.yaml has none for people who are not its bots: give --server host:port",
            Request("777"),
            "bots: [{ name: away, uin: 2003, password: away, server: 'icq.example.org:5000' }]");
        AssertMistake(
            "--server: \"embedded\" is not host:port, such as 127.0.0.1:4000", Request("echo") with { Server = "embedded" }, TwoBots);
        AssertMistake("--server: \"a:b\" is not host:port, such as 127.0.0.1:4000", Request("echo") with { Server = "a:b" }, TwoBots);
        AssertMistake(
            "--as and --password go together; without both a new UIN is registered",
            Request("echo") with { Password = new Password("p") },
            TwoBots);
        AssertMistake(
            "--encoding: \"utf-8\" is not a code page of ICQ clients; windows-1252 (western) and windows-1251 (Cyrillic) are",
            Request("echo") with { Encoding = "utf-8" },
            TwoBots);
    }

    private static ChatRequest Request(string who) => new() { Who = who };

    private static void AssertMistake(string expected, ChatRequest request, string? yaml) =>
        Assert.Equal(expected, Assert.Throws<MistakeException>(() => ChatOptions.From(request, yaml is null ? null : Read(yaml))).Message);

    private static BotsFile Read(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "bots.yaml");
            File.WriteAllText(path, yaml);
            var reading = BotsFileReader.Read(path, _ => null);
            Assert.Empty(reading.Mistakes);
            return reading.File!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

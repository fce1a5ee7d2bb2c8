using System.Text;
using System.Text.Json.Nodes;

namespace IcqBots.Tests.Processes;

/// <summary><c>icqbots run --capture</c>, and <c>icqbots decode</c> of what it has written.</summary>
[Collection("Processes")]
public sealed class CaptureProcessTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_bots_say_and_hear_is_in_the_file_once_and_without_passwords()
    {
        await _folder.CopyShippedFilesAsync();
        var botsFile = Path.Combine(_folder.Path, "bots.yaml");
        File.WriteAllText(botsFile, File.ReadAllText(botsFile).Replace("password: herald", "password: S3cretWd", StringComparison.Ordinal));
        await using (var run = IcqBotsProcess.Start(_folder.Path, "run", "--capture", "day.pcapng"))
        {
            await run.LineAsync("Ctrl-C stops.");
            Assert.Equal(0, (await IcqBotsProcess.RunAsync(_folder.Path, "hello\n", "chat", "echo")).ExitCode);
            await run.TerminateAsync();
            Assert.Equal(0, (await run.EndAsync()).ExitCode);
        }

        var decode = await IcqBotsProcess.RunAsync(_folder.Path, "", "decode", "--json", "day.pcapng");

        Assert.Equal((0, ""), (decode.ExitCode, decode.Remarks));
        var packets = decode.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var logins = packets.Where(packet => packet["name"]!.GetValue<string>() == "Login").ToList();
        Assert.Equal([2001u, 2002u, 2003u, 2005u, 2006u, 2007u], logins.Select(login => login["uin"]!.GetValue<uint>()).Order());
        Assert.Equal(6, packets.Count(packet => packet["name"]!.GetValue<string>() == "LoginReply"));
        var texts = packets.Select(packet => packet["fields"]?["Text"]?.GetValue<string>());
        Assert.Equal(["hello", "You said: hello"], texts.Where(text => text?.EndsWith("hello", StringComparison.Ordinal) == true));
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "day.pcapng"));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes("S3cretWd")));
    }

    [Fact]
    public async Task A_file_that_is_no_capture_is_not_overwritten()
    {
        await _folder.CopyShippedFilesAsync();

        var run = await IcqBotsProcess.RunAsync(_folder.Path, "", "run", "--capture", "bots.yaml");

        Assert.EndsWith("bots.yaml exists and is no capture; give the name of another file\n", run.Remarks, StringComparison.Ordinal);
        Assert.Equal((1, ""), (run.ExitCode, run.Result));
    }
}

using System.Text;

namespace IcqBots.Tests.Processes;

/// <summary>Secrets stay secret in everything that the program prints and writes, whatever goes wrong.</summary>
[Collection("Processes")]
public sealed class SecretProcessTests : IDisposable
{
    private const string Variable = "ICQBOTS_TEST_SECRET";

    /// <summary>The clear text in the file, the user secret, the variable, the files, and what somebody types.</summary>
    private static readonly string[] _secrets = ["Zq7clear", "Zq7users", "Zq7varia", "Zq7accou", "Zq7token", "Zq7wrong"];

    private readonly TestFolder _folder = new();
    private readonly StringBuilder _printed = new();

    public SecretProcessTests()
    {
        Environment.SetEnvironmentVariable(Variable, "Zq7varia");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "Microsoft", "UserSecrets", "icqbots"));
        WriteUserSecrets($$"""{ "{{Variable}}": "not this one", "{{Variable}}_2": "Zq7users" }""");
    }

    [Fact]
    public async Task No_secret_is_printed_logged_captured_or_kept_in_the_clear()
    {
        var server = await TestFolder.FindFreeEndPointAsync();
        _folder.Write("account.secret", "Zq7accou\n");
        _folder.Write("token.secret", "Zq7token\n");
        _folder.Write("fail.csx", """
            record FailSettings(string Token);
            var settings = Settings<FailSettings>();
            Log.LogInformation("{Bot} has settings", Name);
            OnMessage(message => throw new InvalidOperationException("it fails"));
            """);
        _folder.Write("bots.yaml", $$"""
            embedded-server:
              listen: {{server}}
              accounts:
                - { uin: 1001, password: "${file:account.secret}" }
            bots:
              - name: talker
                uin: 2001
                password: "${{{Variable}}}"
                scripts: [fail.csx]
                settings: { token: "${file:token.secret}" }
              - { name: stranger, uin: 2002, password: "${{{Variable}}_2}", server: "{{server}}" }
            """);

        // Each secret is where it cannot be.
        _folder.Write("wrong.yaml", $$"""
            embedded-server:
              listen: "${file:token.secret}"
              accounts:
                - { uin: "${file:account.secret}", password: "Zq7clear\0" }
            bots:
              - { name: "${file:token.secret}", uin: "${{{Variable}}}", password: Zq7clear, scripts: ["${file:token.secret}"] }
              - { name: user-secret, uin: "${{{Variable}}_2}", password: p }
              - { name: twice, uin: 5, password: Zq7clear, password: Zq7clear, status: { set: "${{{Variable}}}" } }
            """);
        _folder.Write("settings.yaml", """
            bots:
              - { name: a, uin: 6, password: Zq7clear, scripts: [fail.csx], settings: { token: "${file:token.secret}", tokken: Zq7clear } }
              - { name: b, uin: 7, password: p, scripts: [count.csx], settings: { count: "${file:token.secret}" } }
            """);
        _folder.Write("count.csx", "record CountSettings(int Count); var settings = Settings<CountSettings>();");

        await using (var run = IcqBotsProcess.Start(_folder.Path, "run", "--verbose", "--capture", "day.pcapng"))
        {
            _printed.Append(await run.LineAsync("Online as 2001"));
            await RunAsync("hello\n", "chat", "talker", "--as", "1001", "--password", "Zq7accou", "--verbose");
            await RunAsync("hello\n", "chat", "talker", "--as", "1001", "--password", "Zq7wrong");
            await run.TerminateAsync();
            var ended = await run.EndAsync();
            _printed.Append(ended.Result).Append(ended.Remarks);
        }

        await RunAsync("", "check");
        await RunAsync("", "check", "wrong.yaml", "--verbose");
        await RunAsync("", "check", "settings.yaml");
        await RunAsync("", "decode", "day.pcapng");
        await RunAsync("", "decode", "--json", "day.pcapng");

        var printed = _printed.ToString();
        Assert.Contains("it fails", printed, StringComparison.Ordinal);
        Assert.Contains("wrong.yaml:2:", printed, StringComparison.Ordinal);
        Assert.Contains("settings.yaml:3:", printed, StringComparison.Ordinal);
        AssertNoSecret("the output", Encoding.UTF8.GetBytes(printed));
        var written = Directory.GetFiles(Path.Combine(_folder.Path, ".icqbots"), "*", SearchOption.AllDirectories)
            .Append(Path.Combine(_folder.Path, "day.pcapng"));
        Assert.All(written, path => AssertNoSecret(path, File.ReadAllBytes(path)));
    }

    [Fact]
    public async Task User_secrets_that_cannot_be_read_are_named_and_not_shown()
    {
        WriteUserSecrets("{ \"NAME\": Zq7users");
        _folder.Write("bots.yaml", "bots: [{ name: a, uin: 1, password: \"${NAME_OF_NOTHING}\" }]");

        var check = await IcqBotsProcess.RunAsync(_folder.Path, "", "check");

        Assert.Equal(2, check.ExitCode);
        Assert.StartsWith($"the user secrets of .NET cannot be read; mend or delete {_folder.Path}", check.Remarks, StringComparison.Ordinal);
        AssertNoSecret("the output", Encoding.UTF8.GetBytes(check.Result + check.Remarks));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Dispose();
    }

    private static void AssertNoSecret(string where, byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var secret in _secrets)
        {
            var hex = Convert.ToHexString(Encoding.ASCII.GetBytes(secret));
            string[] forms =
            [
                secret,
                hex,
                string.Join(' ', hex.Chunk(2).Select(digits => new string(digits))),
                Convert.ToBase64String(Encoding.ASCII.GetBytes(secret))[..10],
                Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(secret)),
            ];
            Assert.All(forms, form => Assert.False(
                text.Contains(form, StringComparison.OrdinalIgnoreCase), $"{where} has {secret}:\n{(text.Length < 50_000 ? text : "")}"));
        }
    }

    private void WriteUserSecrets(string json) => _folder.Write(Path.Combine("Microsoft", "UserSecrets", "icqbots", "secrets.json"), json);

    private async Task RunAsync(string input, params string[] arguments)
    {
        var ended = await IcqBotsProcess.RunAsync(_folder.Path, input, arguments);
        _printed.Append(ended.Result).Append(ended.Remarks);
    }
}

using System.Net;
using System.Text;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Scripting.Running;
using IcqBots.Transport;

namespace IcqBots.Host.Tests.Configuration;

public sealed class BotsFileReaderTests : IDisposable
{
    private readonly BotsYamlFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_of_the_file_and_of_the_server_is_bound()
    {
        var file = _folder.ReadGood("""
            server: icq.example.org:4001
            data: kept/here
            embedded-server:
              listen: 0.0.0.0:4002
              allow-remote: true
              registration: closed
              accounts:
                - { uin: 1001, password: guest, nick: Guest }
            bots:
              - { name: a, uin: 1, password: p, server: embedded }
              - { name: b, uin: 2, password: p }
            """);

        Assert.Equal("icq.example.org:4001", file.Server.ToString());
        Assert.Equal(_folder.PathOf("bots.yaml"), file.Path);
        Assert.Equal(_folder.PathOf("kept/here"), file.DataFolder);
        Assert.Same(file.EmbeddedServer, file.RunningServer);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 4002), file.EmbeddedServer!.Listen);
        Assert.True(file.EmbeddedServer.AllowRemote);
        Assert.Equal(Registration.Closed, file.EmbeddedServer.Registration);
        Assert.Equal(
            new AccountEntry { Uin = 1001, Password = new Password("guest"), Nick = "Guest" }, Assert.Single(file.EmbeddedServer.Accounts));
        Assert.True(file.ServerOf(file.Bots[0]).IsEmbedded);
        Assert.Equal(("icq.example.org", 4001), (file.ServerOf(file.Bots[1]).Host, file.ServerOf(file.Bots[1]).Port));
    }

    [Fact]
    public void Every_key_of_a_bot_is_bound()
    {
        var bot = _folder.ReadGood("""
            bots:
              - name: my-bot_1
                uin: 2001
                password: secret
                nick: Bot
                encoding: windows-1251
                scripts: [scripts/echo.csx]
                settings: { text: Hi }
                admins: [1001, 1003]
                command-prefix: "!"
                time-limit: 500ms
                memory-limit: 512MB
                contacts: [1001, 1002]
                status: { set: dnd, message: "Not now." }
                server: 10.0.0.1
                peer-to-peer: false
                peer-port: 5190
                peer-limits:
                  init-timeout: 1s
                  frame-timeout: 2s
                  idle-timeout: 3m
                  write-timeout: 9s
                  chat-idle-timeout: 10m
                  max-requests: 11
                  max-requests-per-peer: 2
                  max-connections: 4
                  max-connections-per-address: 5
                  frames-per-second: 6
                  bytes-per-second: 7000
                  burst: 8s
                schedules: []
                retransmission: { interval: 500ms, attempts: 3, rounds: 1, message-ack: false }
                keep-alive: 110s
            """).Bots[0];

        Assert.Equal("my-bot_1", bot.Name);
        Assert.Equal(new Uin(2001), bot.Uin);
        Assert.Equal("secret", bot.Password.Reveal());
        Assert.Equal("Bot", bot.Nick);
        Assert.Equal("windows-1251", bot.Encoding.Encoding.WebName);
        Assert.Equal([new ScriptFile("scripts/echo.csx", _folder.PathOf("scripts/echo.csx"))], bot.ScriptFiles());
        Assert.Equal(new Greeting("Hi"), bot.Settings.Bind(typeof(Greeting)));
        Assert.Equal([1001, 1003], bot.Admins);
        Assert.Equal("!", bot.CommandPrefix);
        Assert.Equal(new ScriptLimits(TimeSpan.FromMilliseconds(500), 512 * 1024 * 1024), bot.Limits);
        Assert.Equal([1001, 1002], bot.Contacts);
        Assert.Equal((OnlineStatus.DoNotDisturb, "Not now."), (bot.Status.Set, bot.Status.Message?.Text));
        Assert.Equal("10.0.0.1:4000", bot.Server!.ToString());
        Assert.False(bot.PeerToPeer);
        Assert.Equal(5190, bot.PeerPort);
        Assert.Equal(
            new PeerLimits
            {
                InitTimeout = TimeSpan.FromSeconds(1),
                FrameTimeout = TimeSpan.FromSeconds(2),
                IdleTimeout = TimeSpan.FromMinutes(3),
                WriteTimeout = TimeSpan.FromSeconds(9),
                ChatIdleTimeout = TimeSpan.FromMinutes(10),
                MaxRequests = 11,
                MaxRequestsPerPeer = 2,
                MaxConnections = 4,
                MaxConnectionsPerAddress = 5,
                FramesPerSecond = 6,
                BytesPerSecond = 7000,
                Burst = TimeSpan.FromSeconds(8),
            },
            bot.PeerLimits.ToLimits());
        Assert.Empty(bot.Schedules);
        Assert.Equal(
            new RetransmissionEntry { Interval = TimeSpan.FromMilliseconds(500), Attempts = 3, Rounds = 1, MessageAck = false },
            bot.Retransmission);
        Assert.Equal(TimeSpan.FromSeconds(110), bot.KeepAlive);
    }

    [Fact]
    public void Every_key_of_a_schedule_is_bound()
    {
        var schedules = _folder.ReadGood("""
            bots:
              - name: a
                uin: 1
                password: p
                schedules:
                  - { name: one, cron: "@daily", time-zone: Europe/Stockholm, send: { to: 1001, text: Hi } }
                  - { name: two, cron: "@daily", send: { to: [1001, 1002], text: Hi } }
                  - { name: three, cron: "@daily", send: { to: contacts, text: Hi } }
                  - { name: four, cron: "@daily", send: { to: online, text: Hi } }
                  - { name: five, cron: "@daily", status: { set: na } }
                  - { name: six, cron: "@daily", run: tidy-up }
            """).Bots[0].Schedules;

        Assert.Equal(["one", "two", "three", "four", "five", "six"], schedules.Select(schedule => schedule.Name));
        Assert.Equal("Europe/Stockholm", schedules[0].TimeZone.Id);
        Assert.Equal(TimeZoneInfo.Local, schedules[1].TimeZone);
        Assert.Equal("Hi", schedules[0].Send!.Text.Text);
        Assert.Equal([1001], schedules[0].Send!.To.Uins);
        Assert.Equal([1001, 1002], schedules[1].Send!.To.Uins);
        Assert.Equal(RecipientKind.Contacts, schedules[2].Send!.To.Kind);
        Assert.Equal(RecipientKind.Online, schedules[3].Send!.To.Kind);
        Assert.Equal(OnlineStatus.NotAvailable, schedules[4].Status!.Set);
        Assert.Equal("tidy-up", schedules[5].Run);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var file = _folder.ReadGood("bots: [{ name: a, uin: 1, password: p }]");
        var bot = file.Bots[0];

        Assert.True(file.Server.IsEmbedded);
        Assert.Equal(_folder.PathOf(".icqbots"), file.DataFolder);
        Assert.Null(file.EmbeddedServer);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 4000), file.RunningServer!.Listen);
        Assert.Equal(Registration.Open, file.RunningServer.Registration);
        Assert.Equal("windows-1252", bot.Encoding.Encoding.WebName);
        Assert.Equal(OnlineStatus.Online, bot.Status.Set);
        Assert.Empty(bot.Admins);
        Assert.Equal("", bot.CommandPrefix);
        Assert.Equal(ScriptLimits.Default, bot.Limits);
        Assert.True(bot.PeerToPeer);
        Assert.Equal(new PeerLimits(), bot.PeerLimits.ToLimits());
        Assert.Equal(TimeSpan.FromSeconds(60), bot.KeepAlive);
        Assert.Equal(
            new RetransmissionEntry { Interval = TimeSpan.FromSeconds(10), Attempts = 6, Rounds = 2, MessageAck = true },
            bot.Retransmission);
    }

    [Fact]
    public void No_embedded_server_runs_when_no_bot_uses_it() =>
        Assert.Null(_folder.ReadGood("{ server: icq.example.org, bots: [{ name: a, uin: 1, password: p }] }").RunningServer);

    [Fact]
    public void A_server_can_run_without_bots() => Assert.NotNull(_folder.ReadGood("embedded-server:").RunningServer);

    [Theory]
    [InlineData("30 9 * * 1-5", "0 30 9 ? * MON-FRI")]
    [InlineData("0 30 9 ? * 2-6", "0 30 9 ? * 2-6")]
    [InlineData("0 30 9 ? * MON 2031", "0 30 9 ? * MON 2031")]
    [InlineData("@hourly", "0 0 * * * ?")]
    public void Crontab_and_Quartz_expressions_and_macros_are_taken(string cron, string quartz)
    {
        var file = _folder.ReadGood($$"""
            bots: [{ name: a, uin: 1, password: p, schedules: [{ name: s, cron: "{{cron}}", run: x }] }]
            """);

        Assert.Equal(quartz, file.Bots[0].Schedules[0].Cron.CronExpressionString);
    }

    [Theory]
    [InlineData("${NAME}", "value")]
    [InlineData("${NAME:-other}", "value")]
    [InlineData("${NOT_SET:-other}", "other")]
    [InlineData("${EMPTY:-other}", "other")]
    [InlineData("${EMPTY}", "")]
    [InlineData("a ${NAME} and ${NOT_SET:-b $$ c}", "a value and b $ c")]
    [InlineData("$${NAME} costs 5$ or $$5", "${NAME} costs 5$ or $5")]
    public void Environment_variables_are_put_in(string text, string expected)
    {
        _folder.Environment["NAME"] = "value";
        _folder.Environment["EMPTY"] = "";

        var file = _folder.ReadGood($"bots: [{{ name: a, uin: 1, password: p, nick: \"{text}\" }}]");

        Assert.Equal(expected, file.Bots[0].Nick);
    }

    [Theory]
    [InlineData("${file:secret}", "s3cret\n", "s3cret")]
    [InlineData("${file:secret}", "s3cret\r\n", "s3cret")]
    [InlineData("${file:./scripts/../secret}", " s3cret\n\n", " s3cret\n")]
    [InlineData("a ${file:secret} $${file:secret}", "${NAME}", "a ${NAME} ${file:secret}")]
    public void Secret_files_beside_the_file_are_put_in_without_the_line_break_at_their_end(string text, string secret, string expected)
    {
        File.WriteAllText(_folder.PathOf("secret"), secret);

        var file = _folder.ReadGood($"bots: [{{ name: a, uin: 1, password: p, nick: \"{text}\" }}]");

        Assert.Equal(expected, file.Bots[0].Nick);
    }

    [Fact]
    public void A_secret_file_may_be_anywhere()
    {
        File.WriteAllText(_folder.PathOf("secret"), "s3cret");

        var file = _folder.ReadGood($"bots: [{{ name: a, uin: 1, password: \"${{file:{_folder.PathOf("secret")}}}\" }}]");

        Assert.Equal("s3cret", file.Bots[0].Password.Reveal());
    }

    [Fact]
    public void Aliases_and_merge_keys_share_values()
    {
        var bots = _folder.ReadGood("""
            x-shared: &shared { encoding: windows-1250, contacts: &people [1001, 1002], nick: Shared }
            bots:
              - { <<: *shared, name: a, uin: 1, password: p, nick: Own }
              - { <<: [{ keep-alive: 20s }, *shared], name: b, uin: 2, password: p }
              - { name: c, uin: 3, password: p, contacts: *people }
            """).Bots;

        Assert.Equal(["Own", "Shared", null], bots.Select(bot => bot.Nick));
        Assert.Equal("windows-1250", bots[0].Encoding.Encoding.WebName);
        Assert.Equal(TimeSpan.FromSeconds(20), bots[1].KeepAlive);
        Assert.Equal([1001, 1002], bots[2].Contacts);
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_do_no_harm()
    {
        const string yaml = "bots:\r\n  - name: a\r\n    uin: 1\r\n    password: p\r\n    nik: x\r\n";
        File.WriteAllText(_folder.PathOf("bots.yaml"), yaml, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(["5:5: unknown key \"nik\"; did you mean \"nick\"?"], _folder.ReadFile("bots.yaml").Mistakes.Select(_folder.Short));
    }

    [Fact]
    public void Every_beginning_of_a_file_is_read_without_an_exception()
    {
        var yaml = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bots.yaml"));
        for (var length = 0; length < yaml.Length; length += 3)
        {
            var reading = _folder.Read(yaml[..length]);

            Assert.Equal(reading.IsGood, reading.Mistakes.Count == 0);
            Assert.All(reading.Mistakes, mistake => Assert.True(mistake.Line > 0 && mistake.Column > 0, mistake.ToString()));
        }
    }

    private sealed record Greeting(string Text);
}

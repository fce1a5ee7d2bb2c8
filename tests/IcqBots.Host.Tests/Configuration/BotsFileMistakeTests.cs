using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Configuration;

/// <summary>What <see cref="BotsFileReader"/> says about bad files.</summary>
public sealed class BotsFileMistakeTests : IDisposable
{
    // Lines 1 to 4 of most files here.
    internal const string Bot = "bots:\n  - name: a\n    uin: 1\n    password: p\n";

    private const string BotKeys = "name, uin, password, nick, encoding, time-zone, scripts, settings, admins, admin-codes, command-prefix, "
        + "time-limit, memory-limit, contacts, visible-list, invisible-list, status, away-messages, away-reply, auto-reply, guards, server, "
        + "server-dialect, peer-to-peer, peer-port, peer-limits, schedules, broadcasts, subscriptions, retransmission, keep-alive";

    internal const string UinRange = "a UIN (a number from 1 to 2147483646)";

    private const string AllowRemote = ", and ICQ v2 encrypts nothing; write \"allow-remote: true\" beside \"listen\" if they shall, else listen on "
        + "127.0.0.1:";

    private const string Script = "a script, a folder of scripts or a pattern such as scripts/*.csx";

    private readonly BotsYamlFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_mistakes_are_reported_in_the_order_of_the_file()
    {
        var mistakes = _folder.MistakesOf("""
            servr: embedded
            embedded-server:
              accounts:
                - { uin: 2001, password: guest }
            bots:
              - name: echo
                uin: 2001
                pasword: secret
                scripts: [scripts/ehco.csx, scripts/echo.csx]
              - name: echo
                uin: 0
                password: p
                schedules:
                  - name: morning
                    cron: 61 9 * * *
                    time-zone: Europe/Stokholm
              - {}
            """);

        Assert.Equal(
            [
                "1:1: unknown key \"servr\"; did you mean \"server\"?",
                "7:10: the account at line 4 has the same uin",
                "8:5: unknown key \"pasword\"; did you mean \"password\"?",
                "9:15: \"scripts/ehco.csx\" is not " + Script + ": FOLDER/scripts/ehco.csx does not exist; did you mean \"scripts/echo.csx\"?",
                "10:11: the bot at line 6 has the same name",
                $"11:10: \"0\" is not {UinRange}",
                "14:9: a schedule needs an action: send, broadcast, status, add-contact, remove-contact, run or actions",
                "15:15: \"61 9 * * *\" is not a cron expression: Minute and Second values must be between 0 and 59",
                "16:20: \"Europe/Stokholm\" is not a time zone (such as Europe/Stockholm): did you mean \"Europe/Stockholm\"?",
                "17:5: the key \"name\" is missing here",
                "17:5: the key \"uin\" is missing here",
                "17:5: the key \"password\" is missing here",
            ],
            mistakes);
    }

    [Theory]
    [InlineData("    peer_port: 1", "5:5: unknown key \"peer_port\"; did you mean \"peer-port\"?")]
    [InlineData("    colour: red", $"5:5: unknown key \"colour\"; the keys here are {BotKeys}")]
    [InlineData("    name: b", "5:5: this key is here twice; the first is at line 2")]
    [InlineData("    broadcasts: { rate: unlimted }",
        "5:25: \"unlimted\" is not \"unlimited\" or how many a second, 0.01 to 10000: did you mean \"unlimited\"?")]
    [InlineData("    broadcasts: { burst: 0 }", "5:26: \"burst\" must be from 1 to 10000")]
    [InlineData("    subscriptions: [{ name: News }]", "5:29: \"name\" must be lower-case letters, digits, - and _")]
    [InlineData("    subscriptions: [{ name: a, unsubscribe: [x, X] }]",
        "5:45: the word \"X\" has a meaning for \"a\" already; give each list words of its own")]
    [InlineData("    subscriptions: [{ name: a, unsubscribe: [no], yes: [No], confirm: true }]",
        "5:56: the word \"No\" has a meaning for \"a\" already; give each list words of its own")]
    [InlineData("    subscriptions: [{ name: a, subscribe: [Messages] }]\n    admins: [1]",
        "5:43: the word \"Messages\" has a meaning for \"away-reply\" already; give each list words of its own")]
    [InlineData("    subscriptions: [{ name: a, welcome: '' }]", "5:41: \"welcome\" must not be empty")]
    [InlineData("    subscriptions: [{ name: a, quiet-hours: { between: 00:00-24:00 } }]",
        "5:56: these hours are never over, so that nobody would get anything")]
    [InlineData("    subscriptions: [{ name: a, quiet-hours: { between: 8-9 } }]",
        "5:56: \"8-9\" is not hours such as 22:00-08:00: \"8\" is no time of day such as 08:00")]
    [InlineData("    nick:", "5:10: \"nick\" has no value; write one or remove the key")]
    [InlineData("    nick: [a]", "5:11: \"nick\" takes a single value: a text")]
    [InlineData("    nick: \"a\\0\"", "5:11: \"nick\" holds the character U+0000, which neither a path nor a packet can hold")]
    [InlineData("    [a]: b", "5:5: a key must be a text")]
    [InlineData("    schedules: x", "5:16: \"schedules\" takes a list, such as [one, two]")]
    [InlineData("    contacts: [1, x]", $"5:19: \"x\" is not {UinRange}")]
    [InlineData("    status: away", "5:13: \"status\" takes keys with values; its keys are set, message")]
    [InlineData("    status: { set: away, for: 2h }", "5:26: unknown key \"for\"; the keys here are set, message")]
    [InlineData("    status: { set: afk }",
        "5:20: \"afk\" is not a status (online, away, not-available, occupied, do-not-disturb, free-for-chat, invisible, na, dnd)")]
    [InlineData("    status: { set: offline }",
        "5:20: \"offline\" is not a status (online, away, not-available, occupied, do-not-disturb, free-for-chat, invisible, na, dnd): "
        + "did you mean \"online\"?")]
    [InlineData("    peer-to-peer: yes", "5:19: \"yes\" is not true or false")]
    [InlineData("    peer-port: 65536", "5:16: \"65536\" is not a port (0 to 65535)")]
    [InlineData("    keep-alive: 60", "5:17: \"60\" is not a duration such as 500ms, 10s, 2m, 1h or 7d")]
    [InlineData("    keep-alive: 2m", "5:17: \"keep-alive\" must be from 5s to 110s")]
    [InlineData("    retransmission: { attempts: 0 }", "5:33: \"attempts\" must be from 1 to 100")]
    [InlineData("    peer-limits: { idle-timeout: 30s }", "5:34: \"idle-timeout\" must be from 1m to 24h")]
    [InlineData("    retransmission: { rounds: two }", "5:31: \"two\" is not a whole number")]
    [InlineData("    server: icq.example.org:0",
        "5:13: \"icq.example.org:0\" is not \"embedded\" or host:port, such as icq.example.org:4000")]
    [InlineData("    server: embeded",
        "5:13: \"embeded\" is not \"embedded\" or host:port, such as icq.example.org:4000: did you mean \"embedded\"?")]
    [InlineData("    encoding: utf-8",
        "5:15: \"utf-8\" is not a code page of ICQ clients, such as windows-1252 (western), windows-1251 (Cyrillic), windows-1250 "
        + "(central European), shift_jis or iso-8859-1")]
    [InlineData("    scripts: none.csx", $"5:14: \"none.csx\" is not {Script}: FOLDER/none.csx does not exist")]
    [InlineData("    scripts: [script/*.csx]", $"5:15: \"script/*.csx\" is not {Script}: the folder FOLDER/script does not exist")]
    [InlineData("    scripts: [scripts/*.cs]",
        $"5:15: \"scripts/*.cs\" is not {Script}: a pattern ends with .csx, since only such files are scripts")]
    [InlineData("    scripts: [scripts/**/*.csx]",
        $"5:15: \"scripts/**/*.csx\" is not {Script}: only the name of the file may have * or ?; give each folder an item of its own")]
    [InlineData("    settings: five", "5:15: \"settings\" takes keys with values")]
    [InlineData("    settings: { text: !x y }", "5:23: tags (!name) mean nothing here; a text that begins with ! needs quotes")]
    [InlineData("    away-messages: { online: here }",
        "5:22: \"online\" is not a status that has an away message (away, not-available, occupied, do-not-disturb, free-for-chat, na, dnd)")]
    [InlineData("    away-messages: { na: one, not-available: two }", "5:31: a key above says the same")]
    [InlineData("    away-messages: { na: \"Hi {nik}\" }", "5:30: \"na\": there is no name {nik}; did you mean {nick}?")]
    [InlineData("    away-reply: { once-per: day }", "5:29: \"day\" is not \"period\", \"message\" or a duration such as 1h")]
    [InlineData("    away-reply: { words: [] }", "5:26: \"words\" is an empty list")]
    [InlineData("    away-reply: { forward-to: 1 }", "5:31: \"forward-to\" names the bot itself")]
    [InlineData("    auto-reply: [{ name: r }]", "5:18: a rule needs an \"answer\", or \"forward-to\"")]
    [InlineData("    auto-reply: [{ name: r, answer: ' ' }]", "5:37: \"answer\" must not be empty")]
    [InlineData("    auto-reply: [{ name: r, answer: a }, { name: r, answer: b }]", "5:50: the rule at line 5 has the same name")]
    [InlineData("    auto-reply: [{ name: r, answer: a, when: {} }]",
        "5:46: \"when\" has no condition; leave it out for a rule that is for all messages")]
    [InlineData("    auto-reply: [{ name: r, answer: a, when: { contains: '' } }]", "5:58: \"\" is not a text that is not empty")]
    [InlineData("    auto-reply: [{ name: r, answer: a, when: { text: [] } }]", "5:54: \"text\" is an empty list")]
    [InlineData("    auto-reply: [{ name: r, answer: a, when: { regex: '(a' } }]",
        "5:55: \"(a\" is not a regular expression of .NET: Invalid pattern '(a' at offset 2. Not enough )'s.")]
    [InlineData("    auto-reply: [{ name: r, answer: 'Hi {2}', when: { regex: '(a)' } }]",
        "5:41: \"answer\": there is no name {2}; the names are {nick}, {uin}, {bot}, {status}, {date}, {time}, {text}, {state.KEY}, {0}, {1}; "
        + "write {{ and }} for the braces themselves")]
    [InlineData("    guards: { per-sender: 20 }", "5:27: \"20\" is not a number of messages in a time of at least 1s, such as 20/1m")]
    [InlineData("    guards: { max-exchanges: 1 }", "5:30: \"max-exchanges\" must be from 2 to 1000")]
    [InlineData("    admins: [me]", $"5:14: \"me\" is not {UinRange}")]
    [InlineData("    admins: [7]\n    admin-codes: { 7: ABCDEFGHIJKLMNOPQRSTUVWXY }",
        "6:23: the value of \"7\" is not a secret in base32 (at least 26 of A-Z and 2-7), as icqbots totp makes it")]
    [InlineData("    admins: [7]\n    admin-codes: { 7: ABCDEFGHIJKLMNOPQRSTUVWXY1 }",
        "6:23: the value of \"7\" is not a secret in base32 (at least 26 of A-Z and 2-7), as icqbots totp makes it")]
    [InlineData("    admins: [7, 8]\n    admin-codes: { 7: AAAAAAAAAAAAAAAAAAAAAAAAAA }",
        "6:18: the admin 8 has no secret here; \"icqbots totp 8\" makes one")]
    [InlineData("    admins: [7]\n    admin-codes: { 7: AAAAAAAAAAAAAAAAAAAAAAAAAA, 8: AAAAAAAAAAAAAAAAAAAAAAAAAA }",
        "6:18: 8 has a secret here, but is not among \"admins\"")]
    [InlineData("    command-prefix: bot please", "5:21: \"command-prefix\" must be at most 5 characters without spaces")]
    [InlineData("    command-prefix: robots", "5:21: \"command-prefix\" must be at most 5 characters without spaces")]
    [InlineData("    command-prefix: !", "5:21: tags (!name) mean nothing here; a text that begins with ! needs quotes")]
    [InlineData("    time-limit: 0s", "5:17: \"time-limit\" must be from 100ms to 10m")]
    [InlineData("    memory-limit: 256", "5:19: \"256\" is not a size such as 500KB, 256MB or 1GB")]
    [InlineData("    memory-limit: 1023KB", "5:19: \"memory-limit\" must be from 1MB to 16GB")]
    [InlineData("    memory-limit: 17GB", "5:19: \"memory-limit\" must be from 1MB to 16GB")]
    [InlineData("    nick: ${NOBODY_SET_THIS}",
        "5:11: the environment variable NOBODY_SET_THIS is not set; set it, or write ${NOBODY_SET_THIS:-default}")]
    [InlineData("    nick: a ${NAME", "5:11: \"${\" without \"}\"; write $${ for the two characters themselves")]
    [InlineData("    nick: ${A:-${}",
        "5:11: between \"${\" and \"}\" comes NAME, NAME:-default or file:PATH; write $${ for the two characters themselves")]
    [InlineData("    nick: ${file:nothing.txt}",
        "5:11: there is no secret file FOLDER/nothing.txt; write it, or correct the path after \"file:\"")]
    [InlineData("    nick: ${file:scripts}", "5:11: FOLDER/scripts is a folder; after \"file:\" comes the path of a secret file")]
    [InlineData("    nick: ${file:}", "5:11: FOLDER is a folder; after \"file:\" comes the path of a secret file")]
    [InlineData("    nick: ${file:scripts/echo.csx}", "5:11: the secret file FOLDER/scripts/echo.csx is empty; write the secret into it")]
    [InlineData("    nick: *nobody", "5:11: no value above has this anchor (&); a text that begins with * needs quotes")]
    [InlineData("    status: { set: away,x-b }",
        "5:25: a key without a value; inside { } a text with a comma needs quotes, and a key a colon")]
    [InlineData("    nick: !a b", "5:11: tags (!name) mean nothing here; a text that begins with ! needs quotes")]
    [InlineData("    <<: 5", "5:9: << takes an alias of keys with values, such as *base")]
    [InlineData("  - { name: A, uin: 2, password: p }", "5:13: \"name\" must be lower-case letters, digits, - and _")]
    [InlineData("  - { name: \"\", uin: 2, password: p }", "5:13: \"name\" must be lower-case letters, digits, - and _")]
    [InlineData("  - { name: b, uin: 1, password: p }", "5:21: the bot at line 3 has the same uin")]
    [InlineData("  - five", $"5:5: an item of \"bots\" takes keys with values; its keys are {BotKeys}")]
    [InlineData("data: bots.yaml", "5:7: \"data\" names a file; it must name a folder, which need not exist yet")]
    [InlineData("embedded-server: { listen: localhost:4000 }",
        "5:28: \"localhost:4000\" is not an IPv4 address and a port such as 127.0.0.1:4000")]
    [InlineData("embedded-server: { listen: '0.0.0.0:4000' }", "5:28: other machines can reach 0.0.0.0:4000" + AllowRemote + "4000")]
    [InlineData("embedded-server: { allow-remote: false, listen: '192.168.1.2:0' }",
        "5:49: other machines can reach 192.168.1.2:0" + AllowRemote + "0")]
    [InlineData("embedded-server: { listen: '0.0.0.0:4000', allow-remote: yes }",
        "5:58: \"yes\" is not true or false")]
    [InlineData("embedded-server: { registration: opne }",
        "5:34: \"opne\" is not one of these words (open, closed): did you mean \"open\"?")]
    [InlineData("embedded-server:\n  accounts:\n    - { uin: 5, password: p }\n    - { uin: 5, password: p }",
        "8:14: the account at line 7 has the same uin")]
    [InlineData("---\nbots: []", "5:1: a second YAML document begins here; only one is read, so remove the ---")]
    public void A_mistake_is_reported_at_its_place(string line, string mistake) =>
        Assert.Equal([mistake], _folder.MistakesOf(Bot + line + "\n"));

    [Fact]
    public void Two_bots_cannot_listen_on_one_port()
    {
        const string otherBots = "    peer-port: 5190\n  - { name: b, uin: 2, password: p, peer-port: 5190 }\n"
            + "  - { name: c, uin: 3, password: p, peer-port: 5190, peer-to-peer: false }\n";

        Assert.Equal(["6:48: the bot at line 5 has the same peer-port"], _folder.MistakesOf(Bot + otherBots));
    }

    [Fact]
    public void A_merged_value_that_two_bots_share_is_reported_where_the_second_bot_is() =>
        Assert.Equal(
            ["3:5: the bot at line 2 has the same uin"],
            _folder.MistakesOf("bots:\n  - &a { name: a, uin: 1, password: p }\n  - { <<: *a, name: b }\n"));

    [Theory]
    [InlineData("", "1:1: the file is empty; it needs at least one bot (docs/bots-yaml.md tells how)")]
    [InlineData("# only a comment\n", "1:1: the file is empty; it needs at least one bot (docs/bots-yaml.md tells how)")]
    [InlineData("- a", "1:1: the file takes keys with values; its keys are server, data, durability, retention, traces, calendars, embedded-server, bots")]
    [InlineData("bots: []", "1:1: there are no bots; add one under \"bots\", or \"embedded-server\" to run a server alone")]
    [InlineData("bots:\n\t- name: a", "2:1: not valid YAML: a tab indents this line; only spaces are allowed there")]
    [InlineData("bots:\n  - name: a\n\t  uin: 1", "3:1: not valid YAML: a tab indents this line; only spaces are allowed there")]
    [InlineData("bots: [a, b\ndata: c\n", "1:8: not valid YAML: a [ or { that is open here is not closed with ] or }")]
    [InlineData("bots:\n  - a: 1\n   b: 2\n",
        "3:4: not valid YAML: while parsing a block collection, did not find expected '-' indicator")]
    [InlineData("bots:\n  - : x }\n", "3:1: not valid YAML: a key has no name, or no value")]
    [InlineData("x: { y: ${Z} }",
        "1:10: not valid YAML: while parsing a flow mapping, did not find expected ',' or '}' (inside [ ] and { } a text with ${…}, "
        + "brackets or a comma needs quotes)")]
    [InlineData("a: \u0001", "1:4: the control character U+0001 is not allowed in YAML; remove it")]
    public void A_file_that_is_no_bots_file_has_one_mistake(string yaml, string mistake) =>
        Assert.Equal([mistake], _folder.MistakesOf(yaml));

    [Theory]
    [InlineData("    pasword: hunter2")]
    [InlineData("    password: [hunter2]")]
    [InlineData("    password: *hunter2")]
    [InlineData("    password: !hunter2")]
    [InlineData("    password: @hunter2")]
    [InlineData("    password: hunter2: x")]
    [InlineData("    password: hunter2\n    password: hunter2")]
    [InlineData("    password: \"hunter2\\0\"")]
    [InlineData("    password: hunter2 ${")]
    [InlineData("  - { name: b, uin: 2, password: x,hunter2 }")]
    [InlineData("  - { name: b, uin: 2, password hunter2 }")]
    [InlineData("  - name: b\n    <<: { password hunter2 }")]
    [InlineData("    uin: ${SECRET}")]
    [InlineData("    uin: ${file:secret.txt}")]
    [InlineData("    nick: \"${file:\\0}${SECRET}\"")]
    [InlineData("    contacts: [\"1${SECRET}\"]")]
    [InlineData("    peer-to-peer: ${SECRET}")]
    [InlineData("    scripts: [\"${SECRET}.csx\"]")]
    [InlineData("    schedules: [{ name: x, cron: \"${SECRET}\", time-zone: \"${SECRET:-x}\", run: x }]")]
    [InlineData("    nick: ${SECRET}\n    uin: ${SECRET}\n  - { name: \"${SECRET}\", uin: 2 }\n  - { name: \"${SECRET}\", uin: 3 }")]
    public void A_password_or_a_value_of_the_environment_or_of_a_file_is_never_shown(string lines)
    {
        _folder.Environment["SECRET"] = "hunter2";
        File.WriteAllText(_folder.PathOf("secret.txt"), "hunter2\n");

        var mistakes = _folder.MistakesOf("bots:\n  - name: a\n" + lines + "\n").ToList();

        Assert.NotEmpty(mistakes);
        Assert.All(mistakes, mistake => Assert.DoesNotContain("hunter2", mistake, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("64 KiB, the most that is read", "larger than", 65_537, (byte)'x')]
    [InlineData("save it as UTF-8", "not UTF-8 text", 3, (byte)0xFF)]
    public void A_secret_file_that_is_no_secret_is_refused(string advice, string problem, int length, byte filler)
    {
        File.WriteAllBytes(_folder.PathOf("secret"), [.. Enumerable.Repeat(filler, length)]);

        var mistake = Assert.Single(_folder.MistakesOf($"{Bot}    nick: ${{file:secret}}\n"));

        Assert.StartsWith("5:11: the secret file FOLDER/secret is ", mistake, StringComparison.Ordinal);
        Assert.Contains(problem, mistake, StringComparison.Ordinal);
        Assert.EndsWith(advice, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_the_file_is_shown_short_and_on_one_line()
    {
        var mistake = Assert.Single(_folder.MistakesOf($"{Bot}    peer-port: \"a\\n\\e[31m{new string('x', 1000)}\"\n"));

        Assert.Equal($"5:16: \"a??[31m{new string('x', 73)}…\" is not a port (0 to 65535)", mistake);
    }

    [Fact]
    public void A_file_that_unfolds_without_end_is_refused()
    {
        var yaml = "x-0: &a0 { x-a: 1 }\n"
            + string.Concat(Enumerable.Range(1, 60).Select(i => $"x-{i}: &a{i} {{ <<: [*a{i - 1}, *a{i - 1}] }}\n"))
            + "bots:\n  - *a60\n";

        var mistake = Assert.Single(_folder.MistakesOf(yaml));

        Assert.EndsWith(": the file unfolds to more than 1000000 values; use fewer aliases (*) of aliases", mistake);
    }

    [Fact]
    public void A_file_that_is_nested_too_deep_is_refused() =>
        Assert.Equal(["1:66: not valid YAML: nested deeper than 64 levels"], _folder.MistakesOf(new string('[', 100_000)));

    [Fact]
    public void A_file_that_cannot_be_read_has_one_mistake_that_says_what_to_do()
    {
        File.WriteAllBytes(_folder.PathOf("large.yaml"), new byte[(16 * 1024 * 1024) + 1]);
        File.WriteAllBytes(_folder.PathOf("latin1.yaml"), [.. "# one\n# a"u8, 0xE4]);

        string[] mistakes = [.. new[] { "missing.yaml", "scripts", "large.yaml", "latin1.yaml" }
            .Select(name => _folder.Short(Assert.Single(_folder.ReadFile(name).Mistakes)))];

        Assert.Equal(
            [
                "FOLDER/missing.yaml: there is no such file; write one (docs/bots-yaml.md tells how) or give the path of another",
                "FOLDER/scripts: this is a folder; give the path of a file, such as FOLDER/scripts/bots.yaml",
                "FOLDER/large.yaml: the file is larger than 16 MiB, the most that is read",
                "FOLDER/latin1.yaml:2:4: this is not UTF-8 text; save the file as UTF-8",
            ],
            mistakes);
    }

    [Theory]
    [InlineData("to: 1001", "9:20: a broadcast needs a text: text, text-file or text-from")]
    [InlineData("to: 1001, text: hi, text-file: x", "9:42: a broadcast has one text, but this one has text and text-file")]
    [InlineData("to: 1001, text-from: 'ftp://x/'", "9:43: \"text-from\" takes an address that begins with http:// or https://")]
    [InlineData("to: [], text: hi", "9:26: \"to\" names nobody")]
    [InlineData("to: [contacts, { file: a, subscribers: news }], text: hi", "9:37: write either file or subscribers here; for both, make a list of two")]
    [InlineData("to: { subscribers: nwes }, text: hi", "9:41: the bot has no subscriptions \"nwes\"; did you mean \"news\"?")]
    [InlineData("to: [contact], text: hi",
        "9:27: \"contact\" is not \"contacts\", \"online\", \"everyone\", { file: PATH }, { subscribers: NAME } or a UIN (a number from 1 to "
        + "2147483646): did you mean \"contacts\"?")]
    [InlineData("to: { file: [a] }, text: hi", "9:34: \"file\" takes a single value: a text")]
    [InlineData("to: 1001, text: 'hi {uni}'", "9:42: \"text\": there is no name {uni}; did you mean {uin}?")]
    public void A_broadcast_that_cannot_be_is_a_mistake(string broadcast, string expected) => Assert.Equal(
        [expected],
        _folder.MistakesOf($"{Bot}    subscriptions:\n    - name: news\n    schedules:\n    - {{ name: s, cron: '@daily',\n        broadcast: {{ {broadcast} }} }}\n"));
}

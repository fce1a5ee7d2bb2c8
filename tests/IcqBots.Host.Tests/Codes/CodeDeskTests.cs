using IcqBots.Host.Codes;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Tests.Codes;

public sealed class CodeDeskTests : IDisposable
{
    private const string UsedAlready = "This code was used already. Write the message again with the next one.";
    private const string Wrong = "This code is wrong, or over. Write the message again with a new one.";

    private static readonly Uin _admin = 1001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly TotpSecret _secret = TotpSecret.New();
    private BotDatabase _database;
    private CodeDesk _desk;

    public CodeDeskTests() => (_database, _desk) = Open();

    public void Dispose()
    {
        _database.Dispose();
        _log.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_code_is_good_once_also_after_a_restart_and_no_older_one_is_good_any_more()
    {
        var before = CodeOf(-1);
        var now = CodeOf(0);

        Assert.Null(Check(now));
        Assert.Equal(UsedAlready, Check(now));
        Assert.Equal(UsedAlready, Check(before));
        Restart();
        Assert.Equal(UsedAlready, Check(now));
        Assert.Null(Check(CodeOf(1)));
    }

    [Fact]
    public void A_message_that_is_handled_again_keeps_its_code_and_no_other_has_it()
    {
        var cameAt = _time.GetUtcNow();
        var code = CodeOf(0);
        Assert.Null(Check(code, message: 17));
        Restart();
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(Check(code, cameAt, message: 17));
        Assert.Equal(UsedAlready, Check(code, cameAt, message: 18));
        Assert.Equal(Wrong, Check(CodeOf(-3), message: 17));
    }

    [Fact]
    public void Wrong_codes_make_the_next_try_wait_ever_longer_but_no_longer_than_ten_minutes()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Wrong, Check(WrongCode()));
        }

        Assert.Equal("There were too many wrong codes in your name. Try again in 30 seconds.", Check(CodeOf(0)));
        foreach (var seconds in new[] { 30, 60, 120, 240, 480, 600, 600 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Contains("Try again in 1 seconds", Check(CodeOf(0)), StringComparison.Ordinal);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(Wrong, Check(WrongCode()));
        }

        Assert.Null(Check(CodeOf(0), person: 1002));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(Check(CodeOf(0)));
        Assert.Equal(Wrong, Check(WrongCode()));
        Assert.Null(Check(CodeOf(1)));
    }

    [Fact]
    public void While_nobody_can_tell_which_codes_were_used_none_is_good()
    {
        using var log = new TestLog { ExpectsErrors = true };
        var closed = BotDatabase.Open(Path.Combine(_folder.FullName, "closed.db"), new BotDatabaseOptions(), _time, log);
        closed.Dispose();
        var desk = new CodeDesk(_time, log);

        Assert.Contains("cannot be looked at now", desk.Check(closed, _secret, _admin, CodeOf(0), _time.GetUtcNow(), 0), StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_tells_of_wrong_codes_and_shows_none()
    {
        var code = WrongCode();
        Check(code);

        var line = Assert.Single(_log.At(LogLevel.Warning));
        Assert.Equal("A wrong one-time code came in the name of the admin 1001, number 1 in a row", line);
    }

    private string? Check(string code, DateTimeOffset? cameAt = null, long message = 0, Uin? person = null) =>
        _desk.Check(_database, _secret, person ?? _admin, code, cameAt ?? _time.GetUtcNow(), message);

    private string CodeOf(int steps) => _secret.CodeOf(TotpSecret.StepAt(_time.GetUtcNow()) + steps);

    private string WrongCode() =>
        Enumerable.Range(0, 4).Select(each => $"00000{each}").First(code => _secret.Find(code, _time.GetUtcNow()) is null);

    private void Restart()
    {
        _database.Dispose();
        (_database, _desk) = Open();
    }

    private (BotDatabase Database, CodeDesk Desk) Open() => (
        BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _time, _log),
        new CodeDesk(_time, _log.CreateLogger("codes")));
}

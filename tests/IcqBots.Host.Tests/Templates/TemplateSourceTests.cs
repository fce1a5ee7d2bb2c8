using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.Scheduling;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Templates;

public sealed class TemplateSourceTests : IDisposable
{
    private static readonly TextTemplate _hello = TextTemplate.Parse("Hello {nick}");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly BotDatabase _database;
    private readonly RecordingBot _bot;
    private readonly List<Uin> _searched = [];
    private Task<SearchResult>? _answer;
    private readonly TemplateSource _source;

    public TemplateSourceTests()
    {
        _database = BotDatabase.Open(Path.Combine(_folder.FullName, "bots.db"), new BotDatabaseOptions(), _time, _log);
        _bot = new RecordingBot("bot", 3001, [], _time);
        var people = new People("bot", _database, SearchAsync, _time, _log);
        _source = new TemplateSource(_bot, new BotEntry { Name = "bot", Uin = 3001, Password = new Password("p") }, TimeZoneInfo.Utc, people, _database);
    }

    public void Dispose()
    {
        _bot.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task The_server_is_asked_once_for_a_nick_and_for_somebody_whom_it_does_not_find_once_in_ten_minutes()
    {
        Assert.Equal(["Hello Anna", "Hello Anna", "Hello 9999", "Hello 9999"], [await TextAsync(1001), await TextAsync(1001), await TextAsync(9999), await TextAsync(9999)]);
        Assert.Equal([1001, 9999], _searched.Select(uin => (int)uin.Value));

        _time.Advance(TimeSpan.FromMinutes(10));
        await TextAsync(9999);
        Assert.Equal(3, _searched.Count);
    }

    [Fact]
    public async Task People_who_write_in_many_names_have_the_server_asked_no_more_than_thirty_times_a_minute()
    {
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 10; i++)
            {
                await TextAsync((uint)(10_000 + (second * 10) + i));
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_searched.Count, 45, 50);

        // What bots.yaml has sent is the owner's wish.
        await _source.ForAsync(20_000, _hello, default);
        Assert.Equal((Uin)20_000, _searched[^1]);
    }

    [Fact]
    public async Task A_bot_that_stops_while_the_server_is_asked_has_a_text_all_the_same()
    {
        using var stopping = new CancellationTokenSource();
        _answer = new TaskCompletionSource<SearchResult>().Task;
        var asked = _source.ForAnswerAsync(1001, _hello, stopping.Token);
        Assert.False(asked.IsCompleted);

        await stopping.CancelAsync();

        Assert.Equal("Hello 1001", _hello.Fill(await asked));
    }

    private async Task<string> TextAsync(uint person) => _hello.Fill(await _source.ForAnswerAsync(person, _hello, default));

    private Task<SearchResult> SearchAsync(Uin person, CancellationToken cancellationToken)
    {
        _searched.Add(person);
        return _answer ?? Task.FromResult(new SearchResult(person == 1001 ? [new FoundUser(person, new UserInfo("Anna", "", "", ""))] : [], false));
    }
}

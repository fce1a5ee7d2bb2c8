using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;

namespace IcqBots.Host.Tests.Broadcasts;

/// <summary>A host with a bot (3001) that broadcasts to people who are offline. A kill leaves the files as they are at that moment, which a copy of them shows.</summary>
internal sealed class BroadcastBench : IDisposable
{
    public const int FirstPerson = 10_001;
    public const string Receivers = "SELECT receiver, count(*) FROM message GROUP BY receiver";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public static Bot Bot(TestHost host) => host.Fleet.Bots["herald"];

    public static AudiencePart[] Everybody(int people) => [.. Enumerable.Range(FirstPerson, people).Select(uin => AudiencePart.Parse($"{uin}")!)];

    public static BroadcastOrder Order(AudiencePart[] to) => new("test", to) { Text = TextTemplate.Parse("Hello {uin}") };

    public static async Task<Broadcast> BeginAsync(TestHost host, AudiencePart[] to) =>
        await TestHost.SoonAsync(Bot(host).BroadcastAsync(Order(to), default));

    public static async Task<BroadcastReport> EndedAsync(TestHost host, Broadcast broadcast, TimeSpan? step = null)
    {
        await host.UntilAsync(() => broadcast.Ended.IsCompleted, step ?? TimeSpan.FromMilliseconds(200));
        return await broadcast.Ended;
    }

    /// <summary>What the server keeps for each of those people, who are all offline.</summary>
    public Dictionary<long, long> Copies() => Query("data", "server.db", Receivers + $" HAVING receiver >= {FirstPerson}");

    public long Open() => Query("data", "bots.db", "SELECT 1, count(*) FROM outbox WHERE state = 0")[1];

    public Dictionary<long, long> Query(string folder, string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, folder, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var result = new Dictionary<long, long>();
        while (rows.Read())
        {
            result.Add(rows.GetInt64(0), rows.GetInt64(1));
        }

        return result;
    }

    /// <summary>Copies the files; the clock stands still, so that nothing new begins meanwhile.</summary>
    public async Task KillAsync(TestHost host)
    {
        var open = -1L;
        for (var times = 0; times < 3; times++)
        {
            await host.Network.IdleAsync();
            await TestHost.SoonAsync(host.Fleet.FlushAsync());
            times = Open() == open ? times : 0;
            open = Open();
        }

        var (data, copy) = (Path.Combine(_folder.FullName, "data"), Path.Combine(_folder.FullName, "copy"));
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(data, "*.db*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
    }

    public Task<TestHost> RestartAsync(int people, ManualTimeProvider? time = null, string rate = "rate: unlimited", string script = "")
    {
        Directory.Delete(Path.Combine(_folder.FullName, "data"), recursive: true);
        Directory.Move(Path.Combine(_folder.FullName, "copy"), Path.Combine(_folder.FullName, "data"));
        return StartAsync(people, time, rate, script);
    }

    public async Task<TestHost> StartAsync(int people, ManualTimeProvider? time = null, string rate = "rate: unlimited", string script = "")
    {
        var path = WriteFiles(people, rate, script);
        var clock = time ?? new ManualTimeProvider();
        var host = await TestHost.StartFileAsync(path, null, new TestLog(), time: clock);
        await host.AllOnlineAsync();
        return host;
    }

    public string WriteFiles(int people, string rate, string script)
    {
        var accounts = Enumerable.Range(FirstPerson, people).Select(uin => $"    - {{ uin: {uin}, password: p }}\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "bot.csx"), script.Length > 0 ? script : """
            OnMessage(async message =>
            {
                State.Set("word", "kept");
                await message.ReplyAsync("ok");
            });
            """);
        var path = Path.Combine(_folder.FullName, "bots.yaml");
        File.WriteAllText(path, $$"""
            data: data
            embedded-server:
              accounts:
                - { uin: 1001, password: guest, nick: Guest }
                - { uin: 10, password: guest }
            {{string.Concat(accounts)}}
            bots:
              - { name: herald, nick: Herald, uin: 3001, password: a, scripts: [bot.csx], contacts: [10002], broadcasts: { {{rate}} } }
            """);
        return path;
    }
}

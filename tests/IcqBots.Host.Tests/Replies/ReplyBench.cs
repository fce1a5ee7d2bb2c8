using IcqBots.Client;
using IcqBots.Host.Templates;
using IcqBots.Host.Tests.EndToEnd;
using IcqBots.Protocol;
using IcqBots.Testing;
using Microsoft.Data.Sqlite;

namespace IcqBots.Host.Tests.Replies;

/// <summary>One bot (3001) that people talk to, Anna (1001) and Boris (1002), through restarts and kills of its host.</summary>
internal sealed class ReplyBench : IDisposable
{
    public static readonly Uin Bot = 3001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    private string Data => PathOf("data");

    private string Copy => PathOf("copy");

    public void Dispose() => _folder.Delete(recursive: true);

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Starts the bot with these keys, each on a line of its own without indentation.</summary>
    public async Task<TestHost> StartAsync(string keys, string script = "", ManualTimeProvider? time = null, bool expectsErrors = false)
    {
        await File.WriteAllTextAsync(PathOf("bot.csx"), script);
        await File.WriteAllTextAsync(PathOf("bots.yaml"), $$"""
            data: data
            embedded-server: { accounts: [{ uin: 1001, password: p, nick: Anna }, { uin: 1002, password: p, nick: Boris }] }
            bots:
              - name: bot
                uin: 3001
                password: b
                nick: Shop
                {{keys.ReplaceLineEndings("\n    ")}}
            """);
        var host = await TestHost.StartFileAsync(PathOf("bots.yaml"), null, new TestLog { ExpectsErrors = expectsErrors }, time: time);
        await host.AllOnlineAsync();
        return host;
    }

    public static Task SetStatusAsync(TestHost host, OnlineStatus status, string? message = null) => TestHost.SoonAsync(
        host.Fleet.Bots["bot"].SetStatusAsync(status, message is null ? null : TextTemplate.Parse(message), CancellationToken.None));

    /// <summary>The answer to a message through the server; null where there is none when everything has been handled. People take longer than a
    /// second to write.</summary>
    public async Task<string?> AskAsync(TestHost host, IcqClient person, string text)
    {
        await host.Time.AdvanceAsync(TimeSpan.FromSeconds(2), host.Network);
        await TestHost.SoonAsync(person.SendMessageAsync(Bot, text, MessageRoute.Server));
        return await AnswerAsync(host, person);
    }

    /// <summary>The next message; null where there is none before the bot has nothing to do any more.</summary>
    public async Task<string?> AnswerAsync(TestHost host, IcqClient person)
    {
        string? answer = null;
        await host.UntilAsync(() => TryRead() || IsIdle(), TimeSpan.FromMilliseconds(1));
        return TryRead() ? answer : null;

        bool TryRead()
        {
            while (answer is null && person.Events.TryRead(out var received))
            {
                answer = (received as MessageReceived)?.Text;
            }

            return answer is not null;
        }
    }

    /// <summary>The next message, which comes for certain.</summary>
    public static async Task<string> NextAsync(TestHost host, IcqClient person)
    {
        var next = TestHost.ReceiveAsync(person);
        await host.UntilAsync(() => next.IsCompleted, TimeSpan.FromMilliseconds(1));
        return (await next).Text;
    }

    /// <summary>How many of these rows are in the file.</summary>
    public long Count(string rows, string file = "bots.db")
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {rows}";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>A kill leaves the files as they are at that moment.</summary>
    public void Kill()
    {
        Directory.CreateDirectory(Copy);
        foreach (var file in Directory.GetFiles(Data, "*.db*"))
        {
            File.Copy(file, Path.Combine(Copy, Path.GetFileName(file)));
        }
    }

    /// <summary>Brings the files back as they were at the kill.</summary>
    public void Restore()
    {
        Directory.Delete(Data, recursive: true);
        Directory.Move(Copy, Data);
    }

    /// <summary>True when the server has passed on everything, and the bot has handled everything and sent its answers.</summary>
    public bool IsIdle()
    {
        // In the order in which a message goes, and back at the server, where an answer may have come meanwhile.
        return IsServed() && Count("inbox WHERE state = 0") == 0 && Count("outbox WHERE state = 0") == 0 && IsServed();

        bool IsServed() => Count("message", "server.db") == 0;
    }
}

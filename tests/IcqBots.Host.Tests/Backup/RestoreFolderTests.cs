using System.IO.Compression;
using System.Security.Cryptography;
using IcqBots.Host.Backup;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Protocol;
using IcqBots.Storage;
using IcqBots.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Host.Tests.Backup;

/// <summary>A data folder with a backup of what was in it before.</summary>
public sealed class RestoreFolderTests : IAsyncLifetime, IDisposable
{
    private static readonly StateKey Key = new("bot", "a.csx", "key");
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("icqbots-test-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Backup => Path.Combine(_folder, "backup.zip");

    public async Task InitializeAsync()
    {
        DataFolder.Create(Data);
        Keep("then");
        await WriteBackupAsync(overwrites: false);
        Keep("now");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public async Task What_was_then_is_back_and_what_was_there_is_kept_under_another_name()
    {
        var told = await RestoreFolder.StageAsync(Backup, Data, CancellationToken.None);
        Assert.Equal(("now", "now"), Kept());

        var lines = RestoreFolder.Commit(Data, Now);

        Assert.StartsWith("bots.db and server.db as of ", told, StringComparison.Ordinal);
        Assert.Equal(("then", "then"), Kept());
        Assert.Equal(
            [
                $"bots.db is restored; what was there is now {Path.Combine(Data, "bots.db.before-restore-20260105-120000")}",
                $"server.db is restored; what was there is now {Path.Combine(Data, "server.db.before-restore-20260105-120000")}",
            ],
            lines);
        File.Move(Path.Combine(Data, "bots.db.before-restore-20260105-120000"), Path.Combine(Data, "bots.db"), overwrite: true);
        Assert.Equal(("now", "then"), Kept());
    }

    [Fact]
    public async Task In_an_empty_folder_the_owner_is_told_of_messages_that_were_under_way()
    {
        var empty = Path.Combine(_folder, "new");
        DataFolder.Create(empty);
        await RestoreFolder.StageAsync(Backup, empty, CancellationToken.None);

        var lines = RestoreFolder.Commit(empty, Now);

        Assert.Equal(["bots.db is restored", "server.db is restored"], lines.Take(2));
        Assert.EndsWith("icqbots journal failed shows them", Assert.Single(lines.Skip(2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_present_file_is_of_a_newer_program_nothing_is_left_behind()
    {
        await RestoreFolder.StageAsync(Backup, Data, CancellationToken.None);
        var present = Path.Combine(Data, "bots.db");
        var newer = await File.ReadAllBytesAsync(present);
        newer.AsSpan(60, 4).Fill((byte)'\x11');
        await File.WriteAllBytesAsync(present, newer);

        Assert.Throws<NewerFileException>(() => RestoreFolder.Commit(Data, Now));

        Assert.Empty(Directory.GetDirectories(Data));
        Assert.Equal(newer, await File.ReadAllBytesAsync(present));
    }

    [Fact]
    public async Task Two_restores_in_one_second_do_not_stand_in_each_others_way()
    {
        await RestoreFolder.StageAsync(Backup, Data, CancellationToken.None);
        RestoreFolder.Commit(Data, Now);
        Keep("later");
        await RestoreFolder.StageAsync(Backup, Data, CancellationToken.None);

        RestoreFolder.Commit(Data, Now);

        Assert.Equal(("then", "then"), Kept());
        Assert.Empty(Directory.GetDirectories(Data));
        File.Move(Path.Combine(Data, "bots.db.before-restore-20260105-120001"), Path.Combine(Data, "bots.db"), overwrite: true);
        Assert.Equal(("later", "then"), Kept());
    }

    /// <summary>The steps of the swap, after each of which the process may be killed; the next start gets either state.</summary>
    [Theory]
    [InlineData(0, "now")]
    [InlineData(1, "then")]
    [InlineData(2, "then")]
    [InlineData(3, "then")]
    [InlineData(4, "then")]
    [InlineData(5, "then")]
    public async Task A_kill_in_the_middle_leaves_the_old_files_or_the_new_ones(int steps, string expected)
    {
        await RestoreFolder.StageAsync(Backup, Data, CancellationToken.None);
        var ready = Path.Combine(Data, "restore-20260105-120000.ready");
        Action[] all =
        [
            () => Directory.Move(Path.Combine(Data, "restoring"), ready),
            () => File.WriteAllText(Path.Combine(Data, "bots.db-wal"), "of the old file"),
            () => File.Move(Path.Combine(Data, "bots.db"), Path.Combine(Data, "bots.db.before-restore-20260105-120000")),
            () =>
            {
                File.Delete(Path.Combine(Data, "bots.db-wal"));
                File.Move(Path.Combine(ready, "bots.db"), Path.Combine(Data, "bots.db"));
            },
            () => File.Move(Path.Combine(Data, "server.db"), Path.Combine(Data, "server.db.before-restore-20260105-120000")),
        ];
        foreach (var step in all[..steps])
        {
            step();
        }

        using var host = new HostLock(new BotsFile { Path = Path.Combine(_folder, "bots.yaml"), Data = "data" }, NullLogger<HostLock>.Instance);
        await host.StartAsync(CancellationToken.None);

        Assert.Equal((expected, expected), Kept());
        Assert.Empty(Directory.GetDirectories(Data));
    }

    [Theory]
    [InlineData("text", "it is no zip archive, or damaged")]
    [InlineData("cut", "it is no zip archive, or damaged")]
    [InlineData("empty", "it is no backup of icqbots")]
    [InlineData("other", "it is no backup of icqbots")]
    [InlineData("newer", "it was made by a newer icqbots; use that version")]
    [InlineData("evil", "it holds \"../bots.yaml\", which no backup of this icqbots has")]
    [InlineData("missing", "server.db is missing in it")]
    [InlineData("longer", "bots.db is damaged in it")]
    [InlineData("changed", "bots.db is damaged in it")]
    [InlineData("huge", "bytes twice, and the disk of")]
    [InlineData("huge-twice", "bytes twice, and the disk of")]
    [InlineData("negative", "it is no backup of icqbots")]
    [InlineData("null", "it is no backup of icqbots")]
    [InlineData("twice", "it names no databases, or one twice")]
    [InlineData("newer-database", "was written by a newer icqbots")]
    [InlineData("foreign-database", "bots.db failed")]
    [InlineData("none", "Could not find file")]
    public async Task A_bad_file_is_refused_and_changes_nothing(string what, string reason)
    {
        var path = Path.Combine(_folder, $"{what}.zip");
        MakeBad(what, path);
        var before = Directory.GetFileSystemEntries(Data);

        var refusal = await Assert.ThrowsAsync<IOException>(() => RestoreFolder.StageAsync(path, Data, CancellationToken.None));

        Assert.StartsWith($"{path} cannot be restored: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(Data));
        Assert.Equal(("now", "now"), Kept());
    }

    [Fact]
    public async Task A_backup_is_complete_or_not_there_and_only_its_owners()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "bots.yaml"), "bots: []");
        var size = new FileInfo(Backup).Length;
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BackupWriter(Data, _time, async _ => await cancelled.CancelAsync())
            .WriteAsync(Backup, overwrites: true, OwnFiles.Find(Path.Combine(_folder, "bots.yaml"), Data, null), cancelled.Token));
        await Assert.ThrowsAsync<IOException>(() => WriteBackupAsync(overwrites: false));

        Assert.Equal(size, new FileInfo(Backup).Length);
        Assert.Empty(Directory.GetFileSystemEntries(_folder, "*.part-*"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
        }
    }

    [Fact]
    public async Task Scripts_with_what_they_read_and_received_files_are_in_a_backup_and_nothing_else_of_the_folder()
    {
        foreach (var name in new[] { "bots.yaml", "one.csx", "private.txt", "scripts/two.csx", "scripts/words/list.yaml", "data/files/bot/photo.jpg", "data/host.lock" })
        {
            var path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "");
        }

        await File.WriteAllTextAsync(
            Path.Combine(_folder, "bots.yaml"),
            "data: data\nserver: 127.0.0.1:4000\nbots: [{ name: bot, uin: 3001, password: a, scripts: [one.csx, scripts/two.csx] }]");
        var file = BotsFileReader.Read(Path.Combine(_folder, "bots.yaml"), _ => null).File;

        var found = OwnFiles.Find(Path.Combine(_folder, "bots.yaml"), Data, file);

        Assert.Equal(
            ["bots.yaml", "files/bot/photo.jpg", "one.csx", "scripts/two.csx", "scripts/words/list.yaml"],
            found.Select(each => each.Name).Order(StringComparer.Ordinal));
    }

    private Task WriteBackupAsync(bool overwrites) =>
        new BackupWriter(Data, _time, _ => Task.CompletedTask).WriteAsync(Backup, overwrites, [], CancellationToken.None);

    private void Keep(string text)
    {
        using var bots = BotDatabase.Open(Path.Combine(Data, "bots.db"), new BotDatabaseOptions(), _time, _log);
        bots.Set(Key, text, null);
        using var server = ServerDatabase.Open(Path.Combine(Data, "server.db"));
        server.SaveUserInfo(new UserInfoRow(1, UserInfo.Empty with { Nick = text }, new ExtendedUserInfo()));
    }

    private (string? Bots, string Server) Kept()
    {
        using var bots = BotDatabase.Open(Path.Combine(Data, "bots.db"), new BotDatabaseOptions(), _time, _log);
        using var server = ServerDatabase.Open(Path.Combine(Data, "server.db"));
        return (bots.Get(Key), Assert.Single(server.LoadUserInfo()).Info.Nick);
    }

    private void MakeBad(string what, string path)
    {
        switch (what)
        {
            case "none":
                return;
            case "text":
                File.WriteAllText(path, "no archive");
                return;
            case "cut":
                File.WriteAllBytes(path, File.ReadAllBytes(Backup)[..^100]);
                return;
        }

        var database = Content("bots.db");
        var manifest = new BackupManifest(BackupManifest.FormatName, 1, Now, [Entry("bots.db", database)]);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        if (what is "newer-database" or "foreign-database")
        {
            // The version is at byte 60 of an SQLite file; a file of nothing but x is none.
            database.AsSpan(what == "newer-database" ? 60 : 0, what == "newer-database" ? 4 : database.Length).Fill((byte)'\x11');
            manifest = manifest with { Databases = [Entry("bots.db", database)] };
        }

        manifest = what switch
        {
            "other" => manifest with { Format = "something else" },
            "newer" => manifest with { Version = 2 },
            "evil" => manifest with { Databases = [Entry("../bots.yaml", database)] },
            "missing" => manifest with { Databases = [.. manifest.Databases, Entry("server.db", database)] },
            "longer" => manifest with { Databases = [Entry("bots.db", database[..^1])] },
            "changed" => manifest with { Databases = [manifest.Databases[0] with { Sha256 = new string('0', 64) }] },
            "huge" => manifest with { Databases = [manifest.Databases[0] with { Bytes = long.MaxValue }] },
            "huge-twice" => manifest with
            {
                Databases = [manifest.Databases[0] with { Bytes = long.MaxValue }, Entry("server.db", database) with { Bytes = long.MaxValue }],
            },
            "negative" => manifest with { Databases = [manifest.Databases[0] with { Bytes = -1 }] },
            "null" => manifest with { Databases = [null!] },
            "twice" => manifest with { Databases = [.. manifest.Databases, .. manifest.Databases] },
            _ => manifest,
        };
        Add(zip, "bots.db", database);
        Add(zip, "../bots.yaml", database);
        if (what != "empty")
        {
            Add(zip, BackupManifest.EntryName, manifest.ToJson());
        }
    }

    private byte[] Content(string name)
    {
        using var zip = ZipFile.OpenRead(Backup);
        using var stream = zip.GetEntry(name)!.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static BackupDatabase Entry(string name, byte[] content) =>
        new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }
}

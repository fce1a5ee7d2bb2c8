using System.Runtime.Versioning;
using IcqBots.Client;

namespace IcqBots.Host.Tests.EndToEnd;

public sealed class OwnerOnlyTests
{
    [Fact]
    public async Task Everything_that_the_host_keeps_is_for_its_owner_alone()
    {
        await using var host = await TestHost.StartAsync(
            """
            embedded-server:
              accounts:
                - { uin: 1001, password: guest }
            bots:
              - { name: robby, uin: 2001, password: robby, scripts: [bot.csx], contacts: [1001] }
            """,
            [
                ("bot.csx", """
                    OnFile(async offer =>
                    {
                        State.Set("last", offer.FileName);
                        var paths = await offer.AcceptAsync(1000);
                        await SendAsync(offer.From, paths[0]);
                    });
                    """),
            ]);
        await host.AllOnlineAsync();
        var guest = await host.LogInAsync(1001, "guest", peerToPeer: true, 2001);
        await TestHost.SoonAsync(guest.SendFilesAsync(2001, [new OutgoingFile("note.txt", 5, () => new MemoryStream("hello"u8.ToArray()))]));
        var received = (await TestHost.ReceiveAsync(guest)).Text;

        var data = Path.GetFullPath(Path.Combine(received, "..", "..", ".."));
        var files = Directory.GetFiles(data, "*", SearchOption.AllDirectories);
        var kinds = files.Select(file => Path.GetRelativePath(data, file).Replace(Path.DirectorySeparatorChar, '/')).ToList();
        Assert.Contains("files/robby/note.txt", kinds);
        Assert.Contains("host.lock", kinds);
        Assert.Contains("server.db", kinds);
        Assert.Contains(kinds, name => name.EndsWith(".db-wal", StringComparison.Ordinal));
        Assert.Contains(kinds, name => name.EndsWith(".db-shm", StringComparison.Ordinal));
        Assert.Contains(kinds, name => name.EndsWith(".icqbots-script", StringComparison.Ordinal));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in files)
        {
            Assert.Equal(("rw-------", file), (Describe(file), file));
        }

        string[] folders = [data, .. Directory.GetDirectories(data, "*", SearchOption.AllDirectories)];
        foreach (var folder in folders)
        {
            Assert.Equal(("rwx------", folder), (Describe(folder), folder));
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static string Describe(string path)
    {
        var mode = File.GetUnixFileMode(path);
        return string.Concat("rwxrwxrwx".Select((letter, i) => ((int)mode >> (8 - i) & 1) == 1 ? letter : '-'));
    }
}

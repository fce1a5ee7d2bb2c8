using IcqBots.Testing;

namespace IcqBots.Host.Tests.EndToEnd;

/// <summary>The bots.yaml and scripts of the repository, copied so that what the host keeps goes into a folder of the test.</summary>
internal static class ShippedFiles
{
    /// <summary>Starts the shipped bots and waits until all are online.</summary>
    public static async Task<TestHost> StartAsync(MemoryNetwork? network = null, ManualTimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("icqbots-test-");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "bots.yaml"), Path.Combine(folder.FullName, "bots.yaml"));
        folder.CreateSubdirectory("scripts");
        foreach (var script in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "scripts")))
        {
            File.Copy(script, Path.Combine(folder.FullName, "scripts", Path.GetFileName(script)));
        }

        var host = await TestHost.StartFileAsync(Path.Combine(folder.FullName, "bots.yaml"), folder, new TestLog(), network, time);
        await host.AllOnlineAsync();
        return host;
    }
}

using System.Net;
using IcqBots.Transport;

namespace IcqBots.Tests.Processes;

/// <summary>A folder of its own for a process; gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    public string Path => _folder.FullName;

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    /// <summary>Copies the bots.yaml and the scripts of the repository; the server listens on a free port of this machine.</summary>
    public async Task<IPEndPoint> CopyShippedFilesAsync()
    {
        var endPoint = await FindFreeEndPointAsync();
        var shipped = File.ReadAllText(InOutput("bots.yaml"));
        Write("bots.yaml", shipped.Replace("listen: 127.0.0.1:4000", $"listen: {endPoint}", StringComparison.Ordinal));
        _folder.CreateSubdirectory("scripts");
        foreach (var script in Directory.GetFiles(InOutput("scripts")))
        {
            File.Copy(script, System.IO.Path.Combine(Path, "scripts", System.IO.Path.GetFileName(script)));
        }

        return endPoint;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>An address of this machine on which nobody listens.</summary>
    public static async Task<IPEndPoint> FindFreeEndPointAsync()
    {
        await using var socket = new SystemNetwork().OpenDatagramSocket(new IPEndPoint(IPAddress.Loopback, 0), null);
        return socket.LocalEndPoint;
    }

    private static string InOutput(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, name);
}

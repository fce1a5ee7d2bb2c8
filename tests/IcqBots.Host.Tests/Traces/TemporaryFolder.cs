using IcqBots.Host.Traces;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Traces;

/// <summary>A trace book in a folder of its own, on a clock that the test owns.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");
    private readonly TestLog _log = new();

    public TemporaryFolder(int keep = 100) => Book = TraceBook.Open(Path, keep, TimeSpan.FromDays(1), Time, _log);

    public ManualTimeProvider Time { get; } = new();

    public TraceBook Book { get; }

    public string Path => _folder.FullName;

    public void Dispose()
    {
        Book.Dispose();
        _log.Dispose();
        _folder.Delete(recursive: true);
    }
}

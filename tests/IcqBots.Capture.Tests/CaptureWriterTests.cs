using System.Text;

namespace IcqBots.Capture.Tests;

public sealed class CaptureWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-test-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "capture.pcapng");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Only_the_owner_may_read_a_capture()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CaptureWriter.Create(Path).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_former_capture_is_overwritten()
    {
        File.WriteAllBytes(Path, PcapngBlocks.Header());

        CaptureWriter.Create(Path).Dispose();

        Assert.Empty(File.ReadAllBytes(Path));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Another_file_is_not_overwritten()
    {
        File.WriteAllText(Path, "bots: []", Encoding.UTF8);

        var error = Assert.Throws<IOException>(() => CaptureWriter.Create(Path));

        Assert.Equal($"{Path} exists and is no capture; give the name of another file", error.Message);
        Assert.Equal("bots: []", File.ReadAllText(Path));
    }
}

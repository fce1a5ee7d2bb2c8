using System.Text;

namespace IcqBots.Client.Tests;

public class SafeFileNameTests
{
    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\autoexec.bat", "autoexec.bat")]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("", "file")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("con .tar.gz", "_con .tar.gz")]
    [InlineData("COM¹", "_COM¹")]
    [InlineData("lpt0.x", "_lpt0.x")]
    [InlineData("..", "file")]
    [InlineData("../..", "file")]
    [InlineData("folder/", "file")]
    [InlineData("a.txt::$DATA", "$DATA")]
    [InlineData("..\\..\\x", "x")]
    [InlineData("/etc/cron.d/.", "file")]
    [InlineData("gpj\u202Eexe.", "gpj_exe")]
    [InlineData("a\u0001b\u001b[31m?.txt", "a_b_[31m_.txt")]
    public void A_name_from_elsewhere_stays_in_its_folder(string name, string safe) => Assert.Equal(safe, SafeFileName.From(name));

    [Fact]
    public void A_long_name_keeps_its_extension()
    {
        var safe = SafeFileName.From($"{new string('ü', 300)}.tar.gz");

        Assert.True(Encoding.UTF8.GetByteCount(safe) <= 120);
        Assert.EndsWith(".gz", safe, StringComparison.Ordinal);
    }
}

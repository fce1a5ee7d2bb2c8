using IcqBots.Host.Broadcasts;

namespace IcqBots.Host.Tests.Broadcasts;

public sealed class RecipientFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("1001\n\n# people\n 1002 \t\r\n1003 # Anna\n", "1001 1002 1003", "")]
    [InlineData("\uFEFF# list\nName;UIN;Note\n\"Anna; B\";1001;x\n\"said \"\"hi\"\"\";\"1002\";\n", "1001 1002", "")]
    [InlineData("uin\n1001\n", "1001", "")]
    [InlineData("uin\tnick\n1001\tAnna\n1002\n\tnobody\n", "1001 1002", "list:4: \"\" is no UIN")]
    [InlineData(";;\n\"\";\nnick;uin # of Anna\nAnna;1001\n", "1001", "")]
    [InlineData(",\n\"\"\n", "", "list:1: \",\" is no UIN; the first line of a table names a column uin|list:2: \"\"\"\" is no UIN")]
    [InlineData("name,number\nAnna,1001\n", "", "list:1: \"name,number\" is no UIN; the first line of a table names a column uin|list:2: \"Anna,1001\" is no UIN")]
    [InlineData("nick,uin\n\"Player #1\",1001\nPlayer #2,1002 # note\n # \"none,1003\n ,\n\"two\nlines\",1004\n,x\n", "1001 1002 1004", "list:8: \"x\" is no UIN")]
    [InlineData("uin,note\n1001,\"one\n1002,second\"\n1003,\"never closed\n1004,5\" disk\n\"1005\",\n", "1001 1003 1004 1005", "")]
    [InlineData("\"Name, first\";uin\nAnna;1001\n", "1001", "")]
    [InlineData("1001\n0\n99999999999\nabc\n", "1001", "list:2: \"0\" is no UIN|list:3: \"99999999999\" is no UIN|list:4: \"abc\" is no UIN")]
    public void People_are_read_and_what_is_none_is_named_with_its_line(string text, string people, string unusable)
    {
        File.WriteAllText(_path, text);

        var (read, bad) = RecipientFile.Read(_path, "list");

        Assert.Equal(people, string.Join(' ', read));
        Assert.Equal(unusable, string.Join('|', bad.Select(each => $"{each.Who}: {each.Reason}")));
    }

    [Fact]
    public void Of_a_file_of_another_kind_the_first_hundred_lines_are_named()
    {
        File.WriteAllLines(_path, Enumerable.Range(1, 2500).Select(line => $"Anna {line}"));

        var unusable = RecipientFile.Read(_path, "list").Unusable;

        Assert.Equal(101, unusable.Count);
        Assert.Equal([new Unreached("list:100", "\"Anna 100\" is no UIN"), new Unreached("list", "2400 more lines are no UINs")], unusable.TakeLast(2));
    }

    [Fact]
    public void What_never_ends_is_not_read_to_its_end()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal([new Unreached("list", "/dev/zero is larger than 8192 KB, the most that is read")], RecipientFile.Read("/dev/zero", "list").Unusable);
    }

    [Fact]
    public void A_file_that_is_no_text_is_named()
    {
        File.WriteAllBytes(_path, [0x31, 0xFF, 0xFE, 0x80]);

        Assert.Equal([new Unreached("list", $"{_path} is not UTF-8 text; save it as UTF-8")], RecipientFile.Read(_path, "list").Unusable);
        Assert.Equal([new Unreached("list", $"{Path.GetTempPath()} is a folder")], RecipientFile.Read(Path.GetTempPath(), "list").Unusable);
    }
}

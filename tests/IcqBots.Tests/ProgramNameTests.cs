using IcqBots.Tests.Processes;

namespace IcqBots.Tests;

public sealed class ProgramNameTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void On_the_path_also_by_a_link_it_is_its_name()
    {
        var (program, bin) = (Path.Combine(_folder.Path, "icqbots"), Directory.CreateDirectory(Path.Combine(_folder.Path, "bin")).FullName);
        _folder.Write("icqbots", "");
        File.CreateSymbolicLink(Path.Combine(bin, "icqbots"), program);

        Assert.Equal("icqbots", ProgramName.Of(program, "x.dll", _folder.Path, $"/nowhere{Path.PathSeparator}{bin}"));
        Assert.Equal("icqbots", ProgramName.Of(program, "x.dll", _folder.Path, _folder.Path));
    }

    [Fact]
    public void Elsewhere_it_is_what_was_started()
    {
        Assert.Equal("/opt/icqbots", ProgramName.Of("/opt/icqbots", "x.dll", _folder.Path, "/bin"));
        Assert.Equal("\"/my programs/icqbots\"", ProgramName.Of("/my programs/icqbots", "x.dll", _folder.Path, "/bin"));
        Assert.Equal("dotnet /opt/icqbots.dll", ProgramName.Of("/usr/bin/dotnet", "/opt/icqbots.dll", _folder.Path, "/usr/bin"));
    }

    [Fact]
    public void In_a_clone_it_is_dotnet_run()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "src", "IcqBots"));
        _folder.Write("src/IcqBots/IcqBots.csproj", "");

        Assert.Equal("dotnet run --project src/IcqBots --", ProgramName.Of("/x/bin/icqbots", "x.dll", _folder.Path, "/bin"));
    }
}

using IcqBots.Host.Control;
using IcqBots.Testing;

namespace IcqBots.Tests;

public sealed class ProgressBarTests : IDisposable
{
    private readonly LineWriter _remarks = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _remarks.Dispose();

    [Fact]
    public void On_a_terminal_a_bar_grows_and_goes_away()
    {
        var bar = new ProgressBar(new Output(TextWriter.Null, _remarks) { IsRemarksTerminal = true }, _time);

        bar.Show(new ControlProgress { Done = 5, Total = 10, Failed = 2 });
        bar.Show(new ControlProgress { Done = 10, Total = 10 });
        bar.Clear();
        bar.Clear();

        const string Longest = "[###############...............] 5 of 10, 2 not reached";
        var last = "[##############################] 10 of 10".PadRight(Longest.Length);
        Assert.Equal($"\r{Longest}\r{last}\r{new string(' ', Longest.Length)}\r", _remarks.ToString());
    }

    [Fact]
    public void Elsewhere_the_counts_are_a_line_every_five_seconds()
    {
        var bar = new ProgressBar(new Output(TextWriter.Null, _remarks), _time);

        for (var i = 0; i <= 12; i++)
        {
            bar.Show(new ControlProgress { Done = i, Total = 20, Failed = i / 10 });
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        bar.Clear();
        Assert.Equal("5 of 20\n10 of 20, 1 not reached\n", _remarks.ToString());
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using IcqBots.Host.Broadcasts;
using IcqBots.Host.Configuration;
using IcqBots.Host.Control;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Commands;

/// <summary><c>icqbots broadcast</c>: sends a text to many, as a bot of the running host.</summary>
internal sealed class BroadcastCommand : Command
{
    public const string Examples = """
        icqbots broadcast herald --to contacts --text "Hello {nick}!"
        icqbots broadcast herald --to 1001,1002 --to file:people.csv --text-file news.txt --rate unlimited
        icqbots broadcast list               what is under way, and the last twenty reports
        icqbots broadcast cancel herald-12   sends to nobody else
        """;

    private const int MaxTextBytes = 32 * 1024;

    private readonly Argument<string> _bot = new("BOT") { Description = "The name of a bot" };
    private readonly Option<string[]> _to = new("--to")
    {
        Description = "Who gets it: UINs, contacts, online, everyone, file:PATH or subscribers:NAME, with commas between them or several times",
        HelpName = "WHO",
        Required = true,
    };
    private readonly Option<string?> _text = new("--text") { Description = "The text, with names such as {nick} in braces", HelpName = "TEXT" };
    private readonly Option<string?> _textFile = new("--text-file") { Description = "A file with the text", HelpName = "FILE" };
    private readonly Option<string?> _rate = new("--rate")
    {
        Description = "How many people a second get it, or unlimited; as bots.yaml says where it is left out",
        HelpName = "N",
    };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Output _output;

    public BroadcastCommand(Output output)
        : base("broadcast", "Send a text to many people, as a bot of the running host")
    {
        _output = output;
        _bot.Validators.Add(CommandLine.RefuseOption);
        _to.Validators.Add(CheckAudience);
        _rate.Validators.Add(CheckRate);
        Arguments.Add(_bot);
        Options.Add(_to);
        Options.Add(_text);
        Options.Add(_textFile);
        Options.Add(_rate);
        Options.Add(_file);
        SetAction(BeginAsync);
        var list = new Command("list", "Show what is under way, and the last reports") { _file };
        list.SetAction((parsed, cancellationToken) => AskAsync(BroadcastControl.List(), parsed, cancellationToken));
        Add(list);
        var run = new Argument<string>("RUN") { Description = "A broadcast as \"list\" shows it, such as herald-12" };
        run.Validators.Add(CommandLine.RefuseOption);
        var cancel = new Command("cancel", "Send a broadcast to nobody else") { run, _file };
        cancel.SetAction((parsed, cancellationToken) => AskAsync(BroadcastControl.Cancel(parsed.GetValue(run)!), parsed, cancellationToken));
        Add(cancel);
    }

    private async Task<int> BeginAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = BroadcastControl.Begin(
            parsed.GetValue(_bot)!, [.. Words(parsed.GetValue(_to)!).Select(Rooted)], ReadText(parsed), parsed.GetValue(_rate));
        using var stop = new StopSignal(cancellationToken);
        await using var host = await ControlClient.ConnectAsync(BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), stop.Token);
        var progress = new ProgressBar(_output, TimeProvider.System);
        try
        {
            await host.AskAsync(request, stop.Token);
            var turn = await host.ListenAsync(
                (line, isError) =>
                {
                    progress.Clear();
                    _output.Answer(line, isError);
                },
                stop.Token,
                progress.Show);
            return turn.ExitCode ?? ExitCode.Failure;
        }
        catch (IOException e)
        {
            progress.Clear();
            throw new IOException($"{e.Message}; the broadcast goes on when it runs again, and icqbots broadcast list shows it", e);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            progress.Clear();
            _output.Note("The broadcast goes on; icqbots broadcast list shows it, and icqbots broadcast cancel ends it.");
            return ExitCode.Ok;
        }
    }

    private string ReadText(ParseResult parsed)
    {
        var (text, path) = (parsed.GetValue(_text), parsed.GetValue(_textFile));
        if ((text is null) == (path is null))
        {
            throw new MistakeException("give the text with --text, or a file that holds it with --text-file");
        }

        text ??= TextOfFile.Read(path!, MaxTextBytes).TrimEnd();
        return text.Trim().Length > 0 ? text : throw new MistakeException("the text is empty");
    }

    private async Task<int> AskAsync(ControlRequest request, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var host = await ControlClient.ConnectAsync(BotsFileArgument.ReadDataFolder(parsed.GetValue(_file)!), cancellationToken);
        await host.AskAsync(request, cancellationToken);
        return (await host.ListenAsync(_output.Answer, cancellationToken)).ExitCode ?? ExitCode.Failure;
    }

    private static IEnumerable<string> Words(IEnumerable<string> to) =>
        to.SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The host may have another current folder.</summary>
    private static string Rooted(string word) =>
        AudiencePart.ParseArgument(word) is { File: { } path } ? new AudiencePart { File = Path.GetFullPath(path) }.ToString() : word;

    private static void CheckAudience(OptionResult option)
    {
        var words = Words(option.Tokens.Select(token => token.Value)).ToList();
        if (words.Count == 0)
        {
            option.AddError("--to names nobody");
        }

        foreach (var word in words.Where(word => AudiencePart.ParseArgument(word) is null))
        {
            option.AddError($"--to: \"{word}\" is none of a UIN, contacts, online, everyone, file:PATH and subscribers:NAME"
                + (Spelling.Nearest(word, AudiencePart.Words) is { } meant ? $"; did you mean \"{meant}\"?" : ""));
        }
    }

    private static void CheckRate(OptionResult option)
    {
        if (option.Tokens is [var token] && SendingRate.Parse(token.Value) is null)
        {
            option.AddError($"--rate: \"{token.Value}\" is neither a number from 0.01 to 10000 nor \"unlimited\"");
        }
    }
}

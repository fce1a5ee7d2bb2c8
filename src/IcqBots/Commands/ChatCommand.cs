using System.CommandLine;
using System.CommandLine.Parsing;
using IcqBots.Chat;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Commands;

/// <summary><c>icqbots chat</c>: a small ICQ client for the terminal.</summary>
internal sealed class ChatCommand : Command
{
    public const string Examples = """
        icqbots chat echo                                talk to the bot "echo"; Enter sends, Ctrl-D ends
        printf 'hello\n' | icqbots chat echo             send lines, print the answers, end after 2 s of quiet
        icqbots chat away --peer                         directly, over TCP; shows its away message
        icqbots chat 2001 --as 1001 --password guest     as an account that exists
        icqbots chat 123456 --server icq.example.org:4000
        """;

    private readonly Argument<string> _who = new("NAME-OR-UIN") { Description = "Whom to talk to: a bot of bots.yaml, or a UIN" };
    private readonly Option<Uin?> _as = new("--as")
    {
        Description = "Log in as this UIN; without it a new one is registered",
        HelpName = "UIN",
        CustomParser = ParseUin,
    };
    private readonly Option<string?> _password = new("--password", "-p")
    {
        Description = "The password that goes with --as",
        HelpName = "PASSWORD",
    };
    private readonly Option<string?> _server = new("--server")
    {
        Description = "The ICQ server; without it that of bots.yaml",
        HelpName = "HOST:PORT",
    };
    private readonly Option<bool> _peer = new("--peer")
    {
        Description = "Talk directly over TCP, or not at all, instead of through the server",
    };
    private readonly Option<string?> _encoding = new("--encoding")
    {
        Description = $"The code page of the texts; without it that of the bot in bots.yaml, else {ChatOptions.DefaultEncoding}",
        HelpName = "CODE-PAGE",
    };
    private readonly Option<string> _file = BotsFileArgument.AsOption();
    private readonly Option<bool> _verbose;
    private readonly Output _output;

    public ChatCommand(Option<bool> verbose, Output output)
        : base("chat", "Talk to a bot or a person: what you type is sent, what arrives is printed")
    {
        _verbose = verbose;
        _output = output;
        Arguments.Add(_who);
        _who.Validators.Add(CommandLine.RefuseOption);
        Options.Add(_as);
        Options.Add(_password);
        Options.Add(_server);
        Options.Add(_peer);
        Options.Add(_encoding);
        Options.Add(_file);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = ChatOptions.From(RequestOf(parsed), FindFile(parsed));
        using var logs = LoggerFactory.Create(logging => logging.AddRemarksLog(_output, parsed.GetValue(_verbose)));
        using var stop = new StopSignal(cancellationToken);
        var session = new ChatSession(options, new SystemNetwork(), TimeProvider.System, _output, logs.CreateLogger("IcqBots.Chat"));
        try
        {
            await session.RunAsync(Console.In, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Ctrl-C is a good end of a chat.
        }

        return ExitCode.Ok;
    }

    private ChatRequest RequestOf(ParseResult parsed) => new()
    {
        Who = parsed.GetValue(_who)!,
        FileName = parsed.GetValue(_file)!,
        As = parsed.GetValue(_as),
        Password = parsed.GetValue(_password) is { } password ? new Password(password) : null,
        Server = parsed.GetValue(_server),
        Peer = parsed.GetValue(_peer),
        Encoding = parsed.GetValue(_encoding),
        IsInteractive = !Console.IsInputRedirected,
    };

    /// <summary>bots.yaml. Where nobody has asked for it and a UIN and a server are given, it may be missing or have mistakes.</summary>
    private BotsFile? FindFile(ParseResult parsed)
    {
        var path = parsed.GetValue(_file)!;
        var isAskedFor = parsed.GetResult(_file) is { Implicit: false };
        if (!isAskedFor && !File.Exists(path))
        {
            return null;
        }

        try
        {
            return BotsFileArgument.Read(path);
        }
        catch (MistakeException) when (!isAskedFor && parsed.GetValue(_server) is not null && Uin.TryParse(parsed.GetValue(_who), null, out _))
        {
            _output.Note($"{path} has mistakes and is not used; icqbots check shows them.");
            return null;
        }
    }

    private static Uin? ParseUin(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Uin.TryParse(text, null, out var uin))
        {
            return uin;
        }

        result.AddError($"--as: \"{text}\" is not a UIN, a number from 1 to {Uin.MaxValue}");
        return null;
    }
}

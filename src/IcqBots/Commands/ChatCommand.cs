using System.CommandLine;
using IcqBots.Chat;
using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;

namespace IcqBots.Commands;

/// <summary><c>icqbots chat</c>: a small ICQ client for the terminal.</summary>
internal sealed class ChatCommand : Command
{
    private readonly Argument<string> _who = new("NAME-OR-UIN") { Description = "Whom to talk to: a bot of bots.yaml, or a UIN" };
    private readonly Option<Uin?> _as = new("--as")
    {
        Description = "Log in as this UIN; without it a new UIN is registered", CustomParser = result =>
        {
            if (Uin.TryParse(result.Tokens.Single().Value, null, out var uin))
            {
                return uin;
            }

            result.AddError($"--as: \"{result.Tokens.Single().Value}\" is not a UIN");
            return null;
        },
    };
    private readonly Option<string?> _password = new("--password", "--p") { Description = "The password that goes with --as" };
    private readonly Option<string?> _server = new("--server") { Description = "host:port of the server; without it that of bots.yaml" };
    private readonly Option<bool> _peer = new("--peer") { Description = "Talk directly over TCP instead of through the server" };
    private readonly Option<string> _encoding = new("--encoding")
    {
        Description = "The code page of the texts; for a bot of bots.yaml its own is used",
        DefaultValueFactory = _ => "windows-1252",
    };
    private readonly Option<string> _file = new("--file") { Description = "The file with the bots", DefaultValueFactory = _ => "bots.yaml" };

    public ChatCommand()
        : base("chat", "Talk to a bot or a person: what you type is sent, what arrives is printed; input from a pipe is sent, and the answers are waited for")
    {
        Arguments.Add(_who);
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
        var path = parsed.GetValue(_file)!;
        BotsFile? file = null;
        if (File.Exists(path))
        {
            file = BotsFileArgument.Read(path);
            if (file is null)
            {
                return BotsFileArgument.MistakesExitCode;
            }
        }

        if (FindOptions(parsed, file) is not { } options)
        {
            return BotsFileArgument.MistakesExitCode;
        }

        using var stop = new StopSignal(cancellationToken);
        var session = new ChatSession(options, TimeProvider.System);
        try
        {
            return await session.RunAsync(Console.In, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (LoginException e)
        {
            Output.Error($"Not logged in at {options.Server}: {e.Message}");
            return 1;
        }
        catch (IOException e)
        {
            Output.Error(e.Message);
            return 1;
        }
    }

    /// <summary>What to do, or null after the mistake has been printed.</summary>
    private ChatOptions? FindOptions(ParseResult parsed, BotsFile? file)
    {
        var who = parsed.GetValue(_who)!;
        var bot = file?.Bots.FirstOrDefault(bot => bot.Name == who || bot.Uin.ToString() == who);
        if (bot is null && !Uin.TryParse(who, null, out _))
        {
            Output.Error(file is null
                ? $"There is no {parsed.GetValue(_file)} here to look up \"{who}\": give a UIN, or the file with --file"
                : $"There is no bot \"{who}\" in {parsed.GetValue(_file)}; its bots are {string.Join(", ", file.Bots.Select(one => one.Name))}");
            return null;
        }

        ServerAddress? server = null;
        if (parsed.GetValue(_server) is { } text && (!ServerAddress.TryParse(text, out server) || server.IsEmbedded))
        {
            Output.Error($"--server: \"{text}\" is not host:port");
            return null;
        }

        server ??= file is null ? null : bot is null ? file.Server : file.ServerOf(bot);
        if (server is { IsEmbedded: true } && file!.RunningServer is { } embedded)
        {
            server = ServerAddress.At(embedded.Listen.Address.Equals(System.Net.IPAddress.Any)
                ? new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, embedded.Listen.Port)
                : embedded.Listen);
        }

        if (server is null or { IsEmbedded: true })
        {
            Output.Error("Which server? Give --server host:port");
            return null;
        }

        if (parsed.GetValue(_as) is not null != parsed.GetValue(_password) is not null)
        {
            Output.Error("--as and --password go together");
            return null;
        }

        try
        {
            return new ChatOptions
            {
                Server = server,
                To = bot?.Uin ?? Uin.Parse(who),
                Name = bot?.Name ?? who,
                As = parsed.GetValue(_as),
                Password = parsed.GetValue(_password) is { } password ? new Password(password) : null,
                Peer = parsed.GetValue(_peer),
                Text = bot?.Encoding ?? WireText.For(parsed.GetValue(_encoding)!),
                IsInteractive = !Console.IsInputRedirected,
            };
        }
        catch (ArgumentException e)
        {
            Output.Error(e.Message);
            return null;
        }
    }
}

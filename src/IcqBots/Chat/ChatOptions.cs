using IcqBots.Host;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;

namespace IcqBots.Chat;

/// <summary>With whom to talk, as whom, and how.</summary>
internal sealed record ChatOptions
{
    /// <summary>The code page for people whose own is not known.</summary>
    public const string DefaultEncoding = "windows-1252";

    /// <summary>The server; never "embedded".</summary>
    public required ServerAddress Server { get; init; }

    /// <summary>Whether <see cref="Server"/> is the one that <c>icqbots run</c> starts.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>The other end.</summary>
    public required Uin To { get; init; }

    /// <summary>How to print the other end.</summary>
    public required string Name { get; init; }

    /// <summary>The own UIN; null: register a new one.</summary>
    public Uin? As { get; init; }

    /// <summary>The password of <see cref="As"/>.</summary>
    public Password? Password { get; init; }

    /// <summary>Whether to talk over TCP instead of through the server.</summary>
    public bool Peer { get; init; }

    /// <summary>The code page.</summary>
    public required WireText Text { get; init; }

    /// <summary>Whether a person types; else the input is sent, and the answers are waited for.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>What the request means, with the help of bots.yaml where there is one.</summary>
    /// <exception cref="MistakeException">It means nothing, or not enough.</exception>
    public static ChatOptions From(ChatRequest request, BotsFile? file)
    {
        if (request.As is null != request.Password is null)
        {
            throw new MistakeException("--as and --password go together; without both a new UIN is registered");
        }

        // A bot's name may be all digits: names come first.
        var bots = file?.Bots ?? [];
        var bot = bots.FirstOrDefault(one => one.Name == request.Who) ?? bots.FirstOrDefault(one => one.Uin.ToString() == request.Who);
        var to = bot?.Uin ?? (Uin.TryParse(request.Who, null, out var uin) ? uin : throw UnknownName(request, file));
        var home = bot is null ? file?.Server : file!.ServerOf(bot);
        return new ChatOptions
        {
            Server = request.Server is { } text ? ParseServer(text) : FindServer(home, file, request.FileName),
            IsEmbedded = request.Server is null && home is { IsEmbedded: true },
            To = to,
            Name = bot?.Name ?? request.Who,
            As = request.As,
            Password = request.Password,
            Peer = request.Peer,
            Text = request.Encoding is { } encoding ? FindEncoding(encoding) : bot?.Encoding ?? WireText.For(DefaultEncoding),
            IsInteractive = request.IsInteractive,
        };
    }

    private static ServerAddress ParseServer(string text) =>
        ServerAddress.TryParse(text, out var server) && !server.IsEmbedded
            ? server
            : throw new MistakeException($"--server: \"{text}\" is not host:port, such as 127.0.0.1:4000");

    /// <summary>Where the other end is at home, as programs of this machine reach it.</summary>
    private static ServerAddress FindServer(ServerAddress? home, BotsFile? file, string fileName)
    {
        if (home is { IsEmbedded: false })
        {
            return home;
        }

        if (file?.RunningServer is not { Listen: var listen })
        {
            throw new MistakeException(file is null
                ? $"Which server? There is no {fileName} here: give --server host:port, or the file with --file"
                : $"Which server? {fileName} has none for people who are not its bots: give --server host:port");
        }

        return listen.Port == 0
            ? throw new MistakeException(
                $"{fileName} lets the embedded server choose a port: give --server host:port as icqbots run prints it")
            : ServerAddress.At(EmbeddedServer.ReachableAt(listen));
    }

    /// <summary>The text rules of a code page that was given with --encoding.</summary>
    /// <exception cref="MistakeException">There is no such code page, or no ICQ client has it.</exception>
    public static WireText FindEncoding(string name)
    {
        try
        {
            return WireText.For(name);
        }
        catch (ArgumentException)
        {
            throw new MistakeException(
                $"--encoding: \"{name}\" is not a code page of ICQ clients; windows-1252 (western) and windows-1251 (Cyrillic) are");
        }
    }

    private static MistakeException UnknownName(ChatRequest request, BotsFile? file)
    {
        if (file is null)
        {
            return new MistakeException(
                $"There is no {request.FileName} here to look up \"{request.Who}\": give a UIN, or the file with --file");
        }

        var names = file.Bots.Select(bot => bot.Name).ToList();
        var hint = Spelling.Nearest(request.Who, names) is { } meant ? $"did you mean \"{meant}\"?"
            : names.Count > 0 ? $"there are {string.Join(", ", names)}"
            : "it has no bots: give a UIN";
        return new MistakeException($"There is no bot \"{request.Who}\" in {request.FileName}; {hint}");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Transport;
using Microsoft.Extensions.Logging;

namespace IcqBots.Chat;

/// <summary>One conversation in the terminal. What arrives goes to the results, everything else to the remarks.</summary>
internal sealed class ChatSession(ChatOptions options, INetwork network, TimeProvider time, Output output, ILogger log)
{
    /// <summary>Piped input: the end comes after so long without a message in or out.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>How long the server may take to tell whether the other end is online.</summary>
    private static readonly TimeSpan PresenceTimeout = TimeSpan.FromSeconds(3);

    /// <summary>After so long without an answer of the server a remark says that nothing is wrong with the terminal.</summary>
    private static readonly TimeSpan RemarkAfter = TimeSpan.FromSeconds(3);

    /// <summary>Time for a registration and one copy of it.</summary>
    private static readonly TimeSpan RegistrationTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A person waits: what is not acknowledged after 8 s has failed.</summary>
    private static readonly RetransmissionPolicy Impatient = new()
    {
        Interval = TimeSpan.FromSeconds(2),
        Attempts = 4,
        Rounds = 1,
        MessageAck = false,
    };

    private long _lastActivity;

    /// <summary>Logs in, sends the lines of <paramref name="input"/>, prints what arrives. Returns when the input has ended.</summary>
    /// <exception cref="IOException">The login, the session or a message failed.</exception>
    public async Task RunAsync(TextReader input, CancellationToken cancellationToken)
    {
        var password = options.Password ?? new Password(RandomNumberGenerator.GetHexString(8, lowercase: true));
        var uin = options.As ?? await RegisterAsync(password, cancellationToken);
        await using var client = new IcqClient(
            new IcqClientOptions
            {
                ServerHost = options.Server.Host,
                ServerPort = options.Server.Port,
                Uin = uin,
                Password = password,
                Text = options.Text,
                Contacts = [options.To],
                PeerToPeer = options.Peer,
                Retransmission = Impatient,
            },
            network,
            time,
            log);
        var ended = await AskServerAsync(client.ConnectAsync(cancellationToken));
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var printing = PrintAsync(client, done.Token);
        try
        {
            await TellPresenceAsync(client, uin, cancellationToken);
            var talking = TalkAsync(client, input, cancellationToken);
            await Task.WhenAny(talking, ended);
            if (!client.IsOnline)
            {
                throw new IOException($"The chat is over: {Describe(await ended)}");
            }

            await talking;
        }
        finally
        {
            await done.CancelAsync();
            await printing;
        }
    }

    private async Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RegistrationTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var registration = new ServerAccess(network, time);
            var uin = await AskServerAsync(registration.RegisterAsync(options.Server.Host, options.Server.Port, password, either.Token));
            if (options.IsInteractive)
            {
                // The only place that has it: without this line nobody could log in with the new UIN again.
                output.Note($"Your new UIN is {uin}, its password {password.Reveal()}. Next time: --as {uin} --password {password.Reveal()}");
            }

            return uin;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw NotLoggedIn(new LoginException(SessionEnd.NoAnswer));
        }
    }

    /// <summary>Waits for an answer of the server; after a while says so.</summary>
    private async Task<T> AskServerAsync<T>(Task<T> asking)
    {
        if (await Task.WhenAny(asking, Task.Delay(RemarkAfter, time, CancellationToken.None)) != asking)
        {
            output.Note($"{options.Server} has not answered yet{(options.IsEmbedded ? "; is \"icqbots run\" running?" : "")}");
        }

        try
        {
            return await asking;
        }
        catch (LoginException e)
        {
            throw NotLoggedIn(e);
        }
    }

    private IOException NotLoggedIn(LoginException e) => new($"Not logged in at {options.Server}: {e.Message}", e);

    /// <summary>Says who is there. Talking directly needs the address that comes with the presence.</summary>
    private async Task TellPresenceAsync(IcqClient client, Uin uin, CancellationToken cancellationToken)
    {
        try
        {
            await client.ListedAsync(cancellationToken).WaitAsync(PresenceTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Some servers never end the list; what is known by now has to do.
        }

        var contact = client.Contacts.Single();
        var isOffline = contact.Status == OnlineStatus.Offline;
        if (options.Peer && contact.PeerEndPoint is null)
        {
            throw new IOException(isOffline
                ? $"{options.Name} is offline, so there is no direct way"
                : $"{options.Name} cannot be reached directly: the server tells no address. Without --peer you talk through the server");
        }

        output.Note($"Connected as {uin}. {options.Name} is {Word(contact.Status)}"
            + (isOffline ? ": the server keeps what you send, if it knows that user." : "."));
        if (options.IsInteractive)
        {
            output.Note("Type a message and Enter; Ctrl-D ends.");
        }
    }

    private async Task TalkAsync(IcqClient client, TextReader input, CancellationToken cancellationToken)
    {
        var route = options.Peer ? MessageRoute.Peer : MessageRoute.Server;
        Touch();

        // Reading a line from a terminal cannot be cancelled; the thread ends with the process.
        while (await Task.Run(input.ReadLine, cancellationToken).WaitAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            var delivery = await client.SendMessageAsync(options.To, line, route, cancellationToken);
            Touch();
            if (delivery.AwayMessage.Length > 0)
            {
                Print(time.GetUtcNow(), $"{options.Name} is {Word(delivery.ReceiverStatus)}: {delivery.AwayMessage}");
            }
        }

        while (!options.IsInteractive && time.GetElapsedTime(Interlocked.Read(ref _lastActivity)) is var idle && idle < Quiet)
        {
            await Task.Delay(Quiet - idle, time, cancellationToken);
        }
    }

    private async Task PrintAsync(IcqClient client, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var clientEvent in client.Events.ReadAllAsync(cancellationToken))
            {
                switch (clientEvent)
                {
                    case MessageReceived message:
                        Touch();
                        Print(message.SentAt, $"{NameOf(message.From)}: {TextOf(message)}");
                        break;
                    case RequestReceived { Request: var request }:
                        output.Note($"{NameOf(request.From)} {(request is IncomingFiles ? "offers a file" : "asks for a chat")}: refused, only texts go here.");
                        await request.RefuseAsync("Only texts, please", cancellationToken);
                        break;
                    case ContactChanged change:
                        output.Note($"{options.Name} is {Word(change.Now)}.");
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private string NameOf(Uin uin) => uin == options.To ? options.Name : uin.ToString();

    /// <summary>A text as it is; of other messages the kind and the fields.</summary>
    private static string TextOf(MessageReceived message) => message.Type.IsStructured
        ? $"[{message.Type}] {string.Join(" | ", message.Text.Split(WireText.FieldSeparator).Where(field => field.Length > 0))}"
        : message.Text;

    private void Touch() => Interlocked.Exchange(ref _lastActivity, time.GetTimestamp());

    /// <summary>A line with its time, and with the day if that is not today: the server may have kept the message for long.</summary>
    private void Print(DateTimeOffset at, string text)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        var format = local.Date == time.GetLocalNow().Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm";
        output.Lines($"{local.ToString(format, CultureInfo.InvariantCulture)} {text}");
    }

    private static string Word(OnlineStatus status) => status.Shown switch
    {
        OnlineStatus.Offline => "offline",
        OnlineStatus.Away => "away",
        OnlineStatus.NotAvailable => "not available",
        OnlineStatus.Occupied => "occupied",
        OnlineStatus.DoNotDisturb => "not to be disturbed",
        OnlineStatus.FreeForChat => "free for chat",
        _ => "online",
    };

    private static string Describe(SessionEnd reason) => reason switch
    {
        SessionEnd.NoAnswer => "the server does not answer any more",
        SessionEnd.ForcedOffline => "the server sent us away; perhaps somebody else logged in with this UIN",
        _ => "the server has forgotten the session; it was restarted, or somebody else logged in with this UIN",
    };
}

using System.Globalization;
using System.Security.Cryptography;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Chat;

/// <summary>One conversation in the terminal. What arrives goes to standard output, remarks go to standard error.</summary>
internal sealed class ChatSession(ChatOptions options, TimeProvider time)
{
    /// <summary>Piped input: the end comes after so long without a message in or out.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>How long the server may take to tell whether the other end is online.</summary>
    private static readonly TimeSpan PresenceTimeout = TimeSpan.FromSeconds(3);

    private static readonly RetransmissionPolicy Impatient = new()
    {
        Interval = TimeSpan.FromSeconds(2), Attempts = 4, Rounds = 1, MessageAck = false,
    };

    private readonly SystemNetwork _network = new();
    private long _lastActivity;

    /// <summary>Logs in, sends the lines of <paramref name="input"/>, prints what arrives; the exit code.</summary>
    /// <exception cref="IOException">The login or the session failed.</exception>
    public async Task<int> RunAsync(TextReader input, CancellationToken cancellationToken)
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
            _network,
            time,
            NullLogger.Instance);
        var ended = await client.ConnectAsync(cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var printing = PrintAsync(client, done.Token);
        try
        {
            await TellPresenceAsync(client, uin, cancellationToken);
            var talking = TalkAsync(client, input, cancellationToken);
            if (await Task.WhenAny(talking, ended) == ended && await ended != SessionEnd.LoggedOff)
            {
                throw new LoginException(await ended);
            }

            return await talking;
        }
        finally
        {
            await done.CancelAsync();
            await printing;
        }
    }

    private async Task<Uin> RegisterAsync(Password password, CancellationToken cancellationToken)
    {
        var registration = new NewUserRegistration(_network, time);
        var uin = await registration.RegisterAsync(options.Server.Host, options.Server.Port, password, cancellationToken);
        if (options.IsInteractive)
        {
            Output.Note($"Your new UIN is {uin}, its password {password.Reveal()} (use it again with --as and --password).");
        }

        return uin;
    }

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

        var status = client.Contacts.Single().Status;
        Output.Note($"Connected as {uin}. {options.Name} is {status}{(status == OnlineStatus.Offline ? ": the server keeps what you send" : "")}.");

        if (options.IsInteractive)
        {
            Output.Note("Type a message and Enter; Ctrl-D ends.");
        }
    }

    private async Task<int> TalkAsync(IcqClient client, TextReader input, CancellationToken cancellationToken)
    {
        var route = options.Peer ? MessageRoute.Peer : MessageRoute.Server;

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
                Print($"{options.Name} is {delivery.ReceiverStatus}: {delivery.AwayMessage}");
            }
        }

        while (!options.IsInteractive && Interlocked.Read(ref _lastActivity) is var last && time.GetElapsedTime(last) is var idle && idle < Quiet)
        {
            await Task.Delay(Quiet - idle, time, cancellationToken);
        }

        return 0;
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
                        Print($"{(message.From == options.To ? options.Name : message.From.ToString())}: {message.Text}");
                        break;
                    case ContactChanged change:
                        Output.Note($"{options.Name} is {change.Now}.");
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private void Touch() => Interlocked.Exchange(ref _lastActivity, time.GetTimestamp());

    /// <summary>A line with its time. What a stranger sends must not move the cursor or change colours.</summary>
    private void Print(string text) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{time.GetLocalNow():HH:mm:ss} {string.Concat(text.Select(c => char.IsControl(c) && c is not '\n' and not '\t' ? '?' : c))}"));
}

using System.Globalization;
using System.Net;
using IcqBots.Client;
using IcqBots.Protocol;
using IcqBots.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace IcqBots.Torture;

/// <summary>
/// Somebody who writes numbers to bots in turn, each once and only when the one before it is settled. A number whose acknowledgement has not
/// come before the session's end is not sent again: the server may have it.
/// </summary>
internal sealed class NumberingClient : IAsyncDisposable
{
    private static readonly TimeSpan LoginPause = TimeSpan.FromMilliseconds(200);

    private readonly Uin _uin;
    private readonly IReadOnlyList<Uin> _bots;
    private readonly Ledger _ledger;
    private readonly IcqClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private volatile int _session;
    private int _number;
    private int _answers;

    public NumberingClient(Uin uin, IPEndPoint server, IReadOnlyList<Uin> bots, RetransmissionPolicy retransmission, Ledger ledger)
    {
        _uin = uin;
        _bots = bots;
        _ledger = ledger;
        var options = new IcqClientOptions
        {
            ServerHost = server.Address.ToString(),
            ServerPort = server.Port,
            Uin = uin,
            Password = new Password(TortureStage.Password),
            ServerDialect = ServerDialect.Mirabilis,
            PeerToPeer = false,
            KeepAlive = TortureStage.KeepAlive,
            Retransmission = retransmission,
            CarefulWait = retransmission.Interval,
        };
        _client = new IcqClient(options, new SystemNetwork(), TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Logs in, and again whenever a session has ended.</summary>
    public void Start() => _running = Task.WhenAll(StayOnlineAsync(), ReadAsync());

    /// <summary>Ends when it is online, which may be now.</summary>
    public Task OnlineAsync(CancellationToken cancellationToken) => Volatile.Read(ref _online).Task.WaitAsync(cancellationToken);

    /// <summary>Sends the next number; ends when it is acknowledged, or nobody will know whether it was.</summary>
    public async Task SendNextAsync(CancellationToken cancellationToken)
    {
        await OnlineAsync(cancellationToken);
        var number = ++_number;
        var message = _ledger.Add(new MessageName(_uin, _bots[number % _bots.Count], number));
        try
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            await _client.SendMessageAsync(message.Name.To, text, MessageRoute.Server, cancellationToken);
            _ledger.Acknowledge(message);
        }
        catch (DeliveryException)
        {
            // It stays unacknowledged.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _client.DisposeAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task StayOnlineAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _session++;
                var ended = await _client.ConnectAsync(_stopping.Token);
                _online.TrySetResult();
                await ended.WaitAsync(_stopping.Token);
                Volatile.Write(ref _online, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            catch (Exception e) when (e is LoginException or IOException)
            {
                await Task.Delay(LoginPause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadAsync()
    {
        await foreach (var clientEvent in _client.Events.ReadAllAsync())
        {
            if (clientEvent is MessageReceived message)
            {
                var number = int.Parse(message.Text.Split(' ')[0], CultureInfo.InvariantCulture);
                _ledger.Answer(
                    new MessageName(_uin, message.From, number), new Answer(++_answers, _session, message.Path == MessagePath.Stored));
                _client.Handled(message);
            }
        }
    }
}

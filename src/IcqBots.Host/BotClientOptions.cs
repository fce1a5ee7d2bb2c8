using IcqBots.Client;
using IcqBots.Host.Configuration;
using IcqBots.Protocol;
using IcqBots.Transport;

namespace IcqBots.Host;

/// <summary>What bots.yaml says of a bot, as its client takes it.</summary>
internal static class BotClientOptions
{
    /// <summary>Messages of one sender that may wait for their turn: an eighth of what all senders may have waiting.</summary>
    private const int MaxWaitingOfSender = 512;

    /// <summary>The options.</summary>
    /// <param name="entry">The bot's mapping.</param>
    /// <param name="server">Where its server is.</param>
    /// <param name="contacts">Who is on its contact list.</param>
    /// <param name="awayMessageFor">The away message as a person gets it.</param>
    public static IcqClientOptions From(BotEntry entry, ServerAddress server, IReadOnlyList<Uin> contacts, Func<Uin, ValueTask<string>> awayMessageFor) => new()
    {
        ServerHost = server.Host,
        ServerPort = server.Port,
        Uin = entry.Uin,
        Password = entry.Password,
        Text = entry.Encoding,
        Status = entry.Status.Set,
        AwayMessageFor = awayMessageFor,
        Contacts = contacts,
        VisibleList = entry.VisibleList,
        InvisibleList = entry.InvisibleList,
        ServerDialect = entry.ServerDialect,
        KeepAlive = entry.KeepAlive,
        PeerToPeer = entry.PeerToPeer,
        PeerPort = entry.PeerPort,
        PeerLimits = entry.PeerLimits.ToLimits(),
        MaxWaitingOfSender = MaxWaitingOfSender,
        Retransmission = new RetransmissionPolicy
        {
            Interval = entry.Retransmission.Interval,
            Attempts = entry.Retransmission.Attempts,
            Rounds = entry.Retransmission.Rounds,
            MessageAck = entry.Retransmission.MessageAck,
        },
    };
}

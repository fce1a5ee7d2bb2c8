using System.ComponentModel.DataAnnotations;
using IcqBots.Transport;

namespace IcqBots.Host.Configuration;

/// <summary>What people's programs may do on direct connections; who goes beyond it loses the connection.</summary>
public sealed record PeerLimitsEntry
{
    private static readonly PeerLimits Defaults = new();

    /// <summary>How long a program that connects may take to say who it is.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "must be from 1s to 5m")]
    public TimeSpan InitTimeout { get; init; } = Defaults.InitTimeout;

    /// <summary>How long one message may take to arrive, from its first byte to its last.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "must be from 1s to 10m")]
    public TimeSpan FrameTimeout { get; init; } = Defaults.FrameTimeout;

    /// <summary>How long a connection may be silent.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "must be from 1m to 24h")]
    public TimeSpan IdleTimeout { get; init; } = Defaults.IdleTimeout;

    /// <summary>How long a program may take nothing of what is sent to it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "must be from 1s to 10m")]
    public TimeSpan WriteTimeout { get; init; } = Defaults.WriteTimeout;

    /// <summary>How long both sides of a chat may be silent.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "must be from 1m to 24h")]
    public TimeSpan ChatIdleTimeout { get; init; } = Defaults.ChatIdleTimeout;

    /// <summary>How many chats and files that people have asked for may wait or be under way.</summary>
    [Range(1, 1000, ErrorMessage = "must be from 1 to 1000")]
    public int MaxRequests { get; init; } = Defaults.MaxRequests;

    /// <summary>How many of them from one address, or of one UIN on the machine's own.</summary>
    [Range(1, 1000, ErrorMessage = "must be from 1 to 1000")]
    public int MaxRequestsPerPeer { get; init; } = Defaults.MaxRequestsPerPeer;

    /// <summary>How many connections may be open that others have made; then a new one takes the place of the idlest, if any is idle.</summary>
    [Range(1, 10_000, ErrorMessage = "must be from 1 to 10000")]
    public int MaxConnections { get; init; } = Defaults.MaxConnections;

    /// <summary>How many of them from one address, other than the machine's own.</summary>
    [Range(1, 10_000, ErrorMessage = "must be from 1 to 10000")]
    public int MaxConnectionsPerAddress { get; init; } = Defaults.MaxConnectionsPerAddress;

    /// <summary>Messages and acknowledgements a second on one connection, lasting.</summary>
    [Range(1, 100_000, ErrorMessage = "must be from 1 to 100000")]
    public int FramesPerSecond { get; init; } = Defaults.FramesPerSecond;

    /// <summary>Bytes a second on one connection, lasting.</summary>
    [Range(1000, 100_000_000, ErrorMessage = "must be from 1000 to 100000000")]
    public int BytesPerSecond { get; init; } = Defaults.BytesPerSecond;

    /// <summary>After a pause so much may come at once as both rates allow in this time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "must be from 1s to 10m")]
    public TimeSpan Burst { get; init; } = Defaults.Burst;

    /// <summary>The same for the client.</summary>
    public PeerLimits ToLimits() => new()
    {
        InitTimeout = InitTimeout,
        FrameTimeout = FrameTimeout,
        IdleTimeout = IdleTimeout,
        WriteTimeout = WriteTimeout,
        ChatIdleTimeout = ChatIdleTimeout,
        MaxRequests = MaxRequests,
        MaxRequestsPerPeer = MaxRequestsPerPeer,
        MaxConnections = MaxConnections,
        MaxConnectionsPerAddress = MaxConnectionsPerAddress,
        FramesPerSecond = FramesPerSecond,
        BytesPerSecond = BytesPerSecond,
        Burst = Burst,
    };
}

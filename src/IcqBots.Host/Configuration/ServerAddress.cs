using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IcqBots.Host.Configuration;

/// <summary>Where a bot logs in: the embedded server, or the host and UDP port of another one.</summary>
public sealed record ServerAddress
{
    /// <summary>The UDP port of ICQ servers.</summary>
    public const int DefaultPort = 4000;

    private ServerAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>The server inside the program.</summary>
    public static ServerAddress Embedded { get; } = new("", 0);

    /// <summary>The server at an end point.</summary>
    public static ServerAddress At(System.Net.IPEndPoint endPoint) => new(endPoint.Address.ToString(), endPoint.Port);

    /// <summary>True for the server inside the program; it has neither host nor port here.</summary>
    public bool IsEmbedded => Host.Length == 0;

    /// <summary>A host name or an IPv4 address.</summary>
    public string Host { get; }

    /// <summary>The UDP port.</summary>
    public int Port { get; }

    /// <summary>True, and the address, when <paramref name="text"/> is "embedded", "host:port" or "host" (then with port 4000).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        if (text == "embedded")
        {
            address = Embedded;
        }
        else if (TrySplit(text, out var host, out var port) && port > 0
            && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4)
        {
            address = new ServerAddress(host, port);
        }

        return address is not null;
    }

    /// <summary>As it is written in bots.yaml.</summary>
    public override string ToString() => IsEmbedded ? "embedded" : $"{Host}:{Port}";

    /// <summary>Cuts "host:port" in two; without a port it is <see cref="DefaultPort"/>. False when the port is none.</summary>
    internal static bool TrySplit(string text, out string host, out int port)
    {
        var parts = text.Split(':');
        host = parts[0];
        port = DefaultPort;
        if (parts.Length == 1)
        {
            return true;
        }

        var parsed = ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        port = number;
        return parsed && parts.Length == 2;
    }
}

namespace IcqBots.Capture;

/// <summary>A frame as a capture file has it. Its bytes are its own and do not change.</summary>
/// <param name="Time">When it was captured; null where the file does not say.</param>
/// <param name="Link">What its first bytes are.</param>
/// <param name="Bytes">Header of the link and what is behind it; may be cut short by the capturing program.</param>
internal readonly record struct LinkFrame(DateTimeOffset? Time, LinkType Link, ReadOnlyMemory<byte> Bytes);

/// <summary>The LINKTYPE codes that are read here.</summary>
internal enum LinkType : ushort
{
    /// <summary>BSD loopback: an address family in either byte order.</summary>
    Null = 0,
    Ethernet = 1,

    /// <summary>IPv4 or IPv6 without a header.</summary>
    Raw = 101,

    /// <summary>OpenBSD loopback: an address family in network order.</summary>
    Loop = 108,
    LinuxSll = 113,
    IPv4 = 228,
    LinuxSll2 = 276,
}

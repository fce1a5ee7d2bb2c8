namespace IcqBots.Testing;

/// <summary>Bytes written as in a dump.</summary>
public static class Hex
{
    /// <summary>The bytes of digits with white space between them: "02 00 0A 00".</summary>
    public static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(letter => !char.IsWhiteSpace(letter))));
}

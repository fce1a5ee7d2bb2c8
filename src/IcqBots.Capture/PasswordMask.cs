using System.Buffers.Binary;
using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;

namespace IcqBots.Capture;

/// <summary>Overwrites the passwords in datagrams.</summary>
internal static class PasswordMask
{
    /// <summary>
    /// Replaces each letter of a password by an asterisk, so that all lengths stay. A password whose length is more than there is masked to
    /// the end of the datagram.
    /// </summary>
    public static void Apply(Span<byte> datagram)
    {
        if (!DatagramHeader.TryRead(datagram, out var header))
        {
            return;
        }

        // The offset of the length: behind the header, which has a UIN but in 03FC, and what else is in front of the password.
        var at = (ClientCommand)header.Command switch
        {
            ClientCommand.Login => 14,
            ClientCommand.NewUserRegister => 8,
            ClientCommand.ChangePassword => 12,
            ClientCommand.PreLogin => 12,
            _ => datagram.Length,
        };
        if (at + 2 > datagram.Length)
        {
            return;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(datagram[at..]);
        var password = datagram[(at + 2)..];
        password = password[..Math.Min(length, password.Length)];
        (password is [.., 0] ? password[..^1] : password).Fill((byte)'*');
    }
}

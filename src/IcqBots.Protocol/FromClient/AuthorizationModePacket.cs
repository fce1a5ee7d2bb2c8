namespace IcqBots.Protocol.FromClient;

/// <summary>Authorization mode (0514): whether others must ask before they add the sender. Clients of later versions send it beside UPDATE_INFO.</summary>
/// <remarks><code>
/// 4  AUTHORIZE   0: they must ask; may be missing
/// </code></remarks>
public sealed record AuthorizationModePacket(bool AuthorizationRequired) : ClientPacket(ClientCommand.AuthorizationMode)
{
    internal static AuthorizationModePacket Read(ref PacketReader reader) =>
        new(AuthorizationRequired: reader.ReadOptionalUInt32() == 0);

    internal override void Write(PacketWriter writer) => writer.WriteUInt32(AuthorizationRequired ? 0u : 1u);
}

using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;
using Microsoft.Extensions.Logging;

namespace IcqBots.Server.Handlers;

/// <summary>What users tell about themselves, and who asks for it.</summary>
internal sealed partial class InfoHandler(AccountDirectory accounts, DelayedAnswers answers, ILogger log)
{
    /// <summary>INFO_REQ: INFO_REPLY, or 012C when nobody has the UIN.</summary>
    public void OnInfoRequest(ServerSession session, InfoRequestPacket packet) => session.Send(
        accounts.ProfileOf(packet.Uin) is { } profile
            ? new InfoReplyPacket(packet.SubSequence, packet.Uin, profile.Info)
            : new InvalidUinPacket(packet.Uin));

    /// <summary>EXT_INFO_REQ: EXT_INFO_REPLY, or 012C when nobody has the UIN.</summary>
    public void OnExtInfoRequest(ServerSession session, ExtInfoRequestPacket packet) => session.Send(
        accounts.ProfileOf(packet.Uin) is { } profile
            ? new ExtInfoReplyPacket(packet.SubSequence, packet.Uin, profile.Details)
            : new InvalidUinPacket(packet.Uin));

    /// <summary>NEW_USER_INFO: NEW_USER_REPLY, or 00BE when it cannot be kept.</summary>
    public void OnNewUserInfo(ServerSession session, NewUserInfoPacket packet) => answers.Send(
        session,
        TryChange(session, profile => profile with { Info = Merge(packet.Info, profile.Info) })
            ? new NewUserReplyPacket(packet.SubSequence)
            : new NewUserInfoFailedPacket(packet.SubSequence));

    /// <summary>UPDATE_INFO: UPDATE_REPLY, or 01EA when it cannot be kept.</summary>
    public void OnUpdateInfo(ServerSession session, UpdateInfoPacket packet) => answers.Send(
        session,
        TryChange(session, profile => profile with { Info = Merge(packet.Info, profile.Info) })
            ? new UpdateReplyPacket(packet.SubSequence)
            : new UpdateFailedPacket(packet.SubSequence));

    /// <summary>UPDATE_EXT_INFO: UPDATE_EXT_REPLY, or 00D2 when it cannot be kept.</summary>
    public void OnUpdateExtInfo(ServerSession session, UpdateExtInfoPacket packet) => answers.Send(
        session,
        TryChange(session, profile => profile with { Details = packet.Info })
            ? new UpdateExtReplyPacket(packet.SubSequence)
            : new UpdateExtFailedPacket(packet.SubSequence));

    /// <summary>The authorization mode (0514). No answer can say that it failed, so it is kept before it is acknowledged.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public void OnAuthorizationMode(ServerSession session, AuthorizationModePacket packet) => accounts.ChangeProfile(
        session.Uin, profile => profile with { Info = profile.Info with { AuthorizationRequired = packet.AuthorizationRequired } });

    /// <summary>mICQ says nothing about authorization: then it stays as it is.</summary>
    private static UserInfo Merge(UserInfo told, UserInfo before) =>
        told with { AuthorizationRequired = told.AuthorizationRequired ?? before.AuthorizationRequired };

    private bool TryChange(ServerSession session, Func<UserProfile, UserProfile> change)
    {
        try
        {
            accounts.ChangeProfile(session.Uin, change);
            return true;
        }
        catch (IOException e)
        {
            LogNotKept(log, session.Uin, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "What {Uin} tells about itself cannot be kept: {Reason}")]
    private static partial void LogNotKept(ILogger log, Uin uin, string reason);
}

using IcqBots.Protocol;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.FromServer;

namespace IcqBots.Server.Handlers;

/// <summary>The directory: everybody who has an account, by UIN, name or e-mail address.</summary>
internal sealed class SearchHandler(AccountDirectory accounts)
{
    /// <summary>0.91: at most 40 hits are sent, and END_OF_SEARCH says that there are more.</summary>
    private const int MaxHits = 40;

    /// <summary>SEARCH_UIN: USER_FOUND if there is such a user, then END_OF_SEARCH.</summary>
    public void OnSearchUin(ServerSession session, SearchUinPacket packet) => Answer(
        session, packet.SubSequence, accounts.ProfileOf(packet.Uin) is { } profile ? [(packet.Uin, profile.Info)] : []);

    /// <summary>SEARCH_USER: USER_FOUND for each hit, then END_OF_SEARCH.</summary>
    public void OnSearchUser(ServerSession session, SearchUserPacket packet) =>
        Answer(session, packet.SubSequence, [.. accounts.Search(packet).Take(MaxHits + 1)]);

    /// <summary>
    /// The end follows when all hits have arrived: clients take it for the end, whatever is still under way. A hit that a client does not take
    /// counts as arrived when it is given up.
    /// </summary>
    private static void Answer(ServerSession session, ushort subSequence, IReadOnlyList<(Uin Uin, UserInfo Info)> hits)
    {
        var left = Math.Min(hits.Count, MaxHits);
        if (left == 0)
        {
            End();
        }

        foreach (var (uin, info) in hits.Take(MaxHits))
        {
            session.Send(new UserFoundPacket(subSequence, uin, info), _ =>
            {
                if (--left == 0)
                {
                    End();
                }
            });
        }

        void End() => session.Send(new EndOfSearchPacket(subSequence, More: hits.Count > MaxHits));
    }
}

using IcqBots.Protocol;

namespace IcqBots.Server;

/// <summary>What a user tells others about itself: its basic and its extended information.</summary>
public sealed record UserProfile(UserInfo Info, ExtendedUserInfo Details)
{
    /// <summary>
    /// The same with strings that fit into the buffers of LICQ, mICQ and icqlib, so that every packet with them stays below 1024 bytes; who
    /// has not said that others must ask can be added freely.
    /// </summary>
    internal UserProfile Bounded() => new(
        new UserInfo(Cut(Info.Nick, 20), Cut(Info.FirstName, 64), Cut(Info.LastName, 64), Cut(Info.Email, 64))
        {
            AuthorizationRequired = Info.AuthorizationRequired ?? false,
        },
        Details with
        {
            City = Cut(Details.City, 64),
            State = Cut(Details.State, 64),
            Phone = Cut(Details.Phone, 30),
            HomePage = Cut(Details.HomePage, 127),
            About = Cut(Details.About, 450),
        });

    private static string Cut(string text, int limit) => text.Length <= limit ? text : text[..limit];
}

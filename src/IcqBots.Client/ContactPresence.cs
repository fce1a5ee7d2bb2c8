using System.Net;
using IcqBots.Protocol;

namespace IcqBots.Client;

/// <summary>What the server told last about a contact.</summary>
/// <param name="Uin">The contact.</param>
/// <param name="Status">Its status without flags; offline until the server told.</param>
/// <param name="PeerEndPoint">Where the contact listens for peers; null: it can be reached through the server only.</param>
/// <param name="Address">The address of the contact's machine as the server sees it; null: it has not told, or the contact is offline.</param>
public sealed record ContactPresence(Uin Uin, OnlineStatus Status, IPEndPoint? PeerEndPoint, IPAddress? Address = null);

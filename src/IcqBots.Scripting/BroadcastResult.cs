using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>What has become of a broadcast.</summary>
public sealed class BroadcastResult
{
    /// <summary>Made by the host when everybody has been tried.</summary>
    public BroadcastResult(IReadOnlyList<BroadcastDelivery> deliveries)
    {
        Deliveries = deliveries;
        Delivered = [.. deliveries.Where(delivery => delivery.IsDelivered)];
        Failed = [.. deliveries.Where(delivery => !delivery.IsDelivered)];
    }

    /// <summary>One for each person, in their order.</summary>
    public IReadOnlyList<BroadcastDelivery> Deliveries { get; }

    /// <summary>Those who got it.</summary>
    public IReadOnlyList<BroadcastDelivery> Delivered { get; }

    /// <summary>Those who did not get it.</summary>
    public IReadOnlyList<BroadcastDelivery> Failed { get; }
}

/// <summary>What has become of a broadcast for one person.</summary>
/// <param name="Uin">The person.</param>
/// <param name="IsDelivered">True when the person's end, or the server, has acknowledged it.</param>
/// <param name="Reason">Why they did not get it; empty when they did.</param>
public sealed record BroadcastDelivery(Uin Uin, bool IsDelivered, string Reason);

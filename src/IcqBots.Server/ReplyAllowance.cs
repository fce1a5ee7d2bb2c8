namespace IcqBots.Server;

/// <summary>
/// How much may be sent to an address from which nothing has come but a LOGIN: at most three times the bytes that came, as QUIC does it.
/// Whoever has a password and forges the address of another does not use the server as a louder voice.
/// </summary>
internal sealed class ReplyAllowance(int received)
{
    private const int Times = 3;

    private long _left = (long)Times * received;
    private bool _lifted;

    /// <summary>More has come.</summary>
    public void Add(int bytes) => _left += (long)Times * bytes;

    /// <summary>The client has said something in its session.</summary>
    public void Lift() => _lifted = true;

    /// <summary>Takes what is to be sent; false: it must not be sent.</summary>
    public bool TryTake(int bytes)
    {
        if (!_lifted && bytes > _left)
        {
            return false;
        }

        _left -= bytes;
        return true;
    }
}

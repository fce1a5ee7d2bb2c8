namespace IcqBots.Host.Replies;

/// <summary>
/// Sees to it that few keys are kept about people who directly say who they are: anybody can say so in anybody's name, again and again. For any
/// number of threads.
/// </summary>
/// <param name="store">Where they are kept.</param>
/// <param name="prefix">What these keys, and no others, begin with.</param>
internal sealed class DirectKeys(ReplyStore store, string prefix)
{
    /// <summary>So many are kept.</summary>
    public const int Max = 1000;

    private readonly Lock _lock = new();
    private int? _count;

    /// <summary>Another key is to be kept: where there are too many, all are forgotten first.</summary>
    public void MakeRoom()
    {
        lock (_lock)
        {
            // Some may be forgotten by now, since their time is over.
            if (_count is not { } count || count >= Max)
            {
                _count = store.Keys(prefix).Count;
            }

            if (_count >= Max)
            {
                // Rather a greeting or an answer twice than a file that grows for as long as somebody likes.
                store.Remove(store.Keys(prefix));
                _count = 0;
            }

            _count++;
        }
    }
}

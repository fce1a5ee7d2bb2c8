using System.Text.Json;
using IcqBots.Protocol;

namespace IcqBots.Host.Broadcasts;

/// <summary>What becomes of a broadcast for one person; the values are the characters by which it is kept.</summary>
internal enum Fate
{
    /// <summary>It has not been sent, or is under way.</summary>
    Open = ' ',

    /// <summary>It has arrived.</summary>
    Delivered = 'd',

    /// <summary>The server keeps it for a contact who is offline.</summary>
    Stored = 's',

    /// <summary>The server has it, and nobody knows whether the person was online.</summary>
    Handed = 'h',

    /// <summary>It has not arrived, and will not.</summary>
    Failed = 'f',

    /// <summary>It was not sent, because of the quiet hours.</summary>
    Dropped = 'q',

    /// <summary>It was not sent, because the broadcast was cancelled.</summary>
    Cancelled = 'x',
}

/// <summary>What a fate means.</summary>
internal static class Fates
{
    /// <summary>True where the person has got it, or gets it.</summary>
    public static bool IsReached(this Fate fate) => fate is Fate.Delivered or Fate.Stored or Fate.Handed;
}

/// <summary>A broadcast that is under way. For any number of threads.</summary>
internal sealed class Broadcast(BroadcastPlan plan) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly char[] _fates = [.. Enumerable.Repeat((char)Fate.Open, plan.People.Count)];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<BroadcastReport> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancelled = new();
    private volatile string? _waitsFor;
    private int _open = plan.People.Count;
    private int _failed;

    /// <summary>Who gets what.</summary>
    public BroadcastPlan Plan => plan;

    /// <summary>How many people it is for.</summary>
    public int Total => plan.People.Count;

    /// <summary>The first person to whom it was not sent yet. Used by the one who sends.</summary>
    public int Next { get; set; }

    /// <summary>What it waits for and how long, for people to read; null: it goes on.</summary>
    public string? WaitsFor
    {
        get => _waitsFor;
        set => _waitsFor = value;
    }

    /// <summary>Is cancelled when the owner wants no more of it.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Ends with the report.</summary>
    public Task<BroadcastReport> Ended => _ended.Task;

    /// <summary>Ends when there is nobody of whom it is open what becomes of it.</summary>
    public Task Settled
    {
        get
        {
            lock (_lock)
            {
                SetIfSettled();
                return _settled.Task;
            }
        }
    }

    /// <summary>For how many it is settled, and how many of them do not get it.</summary>
    public (int Done, int Failed) Progress
    {
        get
        {
            lock (_lock)
            {
                return (Total - _open, _failed);
            }
        }
    }

    /// <summary>A person.</summary>
    public Uin PersonAt(int index) => new(plan.People[index]);

    /// <summary>What has become of it for a person.</summary>
    public Fate FateAt(int index)
    {
        lock (_lock)
        {
            return (Fate)_fates[index];
        }
    }

    /// <summary>It is known what becomes of it for a person; what was known before stays.</summary>
    public void Settle(int index, Fate fate, string reason = "")
    {
        lock (_lock)
        {
            if (_fates[index] != (char)Fate.Open || fate == Fate.Open)
            {
                return;
            }

            _fates[index] = (char)fate;
            _open--;
            if (!fate.IsReached())
            {
                _failed++;
            }

            if (reason.Length > 0)
            {
                _reasons[index] = reason;
            }

            SetIfSettled();
        }
    }

    /// <summary>Whoever has not been sent it does not get it.</summary>
    public void SettleRest(Fate fate)
    {
        while (Next < Total)
        {
            Settle(Next++, fate);
        }
    }

    /// <summary>Sends to nobody else.</summary>
    public void Cancel() => _cancelled.Cancel();

    /// <summary>What has become of it, as it is kept until it ends.</summary>
    public string MarksToJson()
    {
        lock (_lock)
        {
            return JsonSerializer.Serialize(new Marks(new string(_fates), _reasons));
        }
    }

    /// <summary>Takes over what was kept.</summary>
    public void TakeMarks(string json)
    {
        var marks = JsonSerializer.Deserialize<Marks>(json)!;
        for (var i = 0; i < Math.Min(marks.Fates.Length, Total); i++)
        {
            Settle(i, (Fate)marks.Fates[i], marks.Reasons.GetValueOrDefault(i, ""));
        }
    }

    /// <summary>What has become of it.</summary>
    public BroadcastReport ReportAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            var counts = _fates.CountBy(fate => (Fate)fate).ToDictionary();
            return new BroadcastReport(plan.Id, plan.What, plan.BeganAt, now)
            {
                Total = Total,
                Delivered = counts.GetValueOrDefault(Fate.Delivered),
                Stored = counts.GetValueOrDefault(Fate.Stored),
                Handed = counts.GetValueOrDefault(Fate.Handed),
                Dropped = counts.GetValueOrDefault(Fate.Dropped),
                Cancelled = counts.GetValueOrDefault(Fate.Cancelled),
                People = plan.What == BroadcastPlan.ByScript ? plan.People : [],
                Fates = plan.What == BroadcastPlan.ByScript ? new string(_fates) : "",
                Unreached =
                [
                    .. plan.Unusable,
                    .. _fates.Index().Where(each => each.Item == (char)Fate.Failed)
                        .Select(each => new Unreached(PersonAt(each.Index).ToString(), _reasons.GetValueOrDefault(each.Index, ""))),
                ],
            };
        }
    }

    /// <summary>It has ended, and its report is kept.</summary>
    public void End(BroadcastReport report) => _ended.TrySetResult(report);

    /// <summary>Why a person in particular does not get it; empty where there is no such reason.</summary>
    public string ReasonAt(int index)
    {
        lock (_lock)
        {
            return _reasons.GetValueOrDefault(index, "");
        }
    }

    /// <summary>Why people of that fate do not get it; null: each has a reason of their own, or gets it.</summary>
    public static string? ReasonOf(Fate fate) => fate switch
    {
        Fate.Dropped => "not sent in quiet hours",
        Fate.Cancelled => "cancelled",
        Fate.Open => "it broke off before it was known",
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _cancelled.Dispose();

    private void SetIfSettled()
    {
        if (_open == 0)
        {
            _settled.TrySetResult();
        }
    }

    private sealed record Marks(string Fates, Dictionary<int, string> Reasons);
}

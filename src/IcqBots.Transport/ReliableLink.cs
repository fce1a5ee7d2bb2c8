using IcqBots.Protocol;

namespace IcqBots.Transport;

/// <summary>What a datagram is to the link that received it.</summary>
public enum Reception
{
    /// <summary>An acknowledgement; the link has dealt with it.</summary>
    Acknowledgement,

    /// <summary>A packet that was taken before; the link has acknowledged it again.</summary>
    Duplicate,

    /// <summary>A new packet: its owner calls <see cref="ReliableLink.Accept"/> once it has taken it.</summary>
    New,
}

/// <summary>Sends bytes to the remote of a link.</summary>
public delegate void SendDatagram(ReadOnlySpan<byte> datagram);

/// <summary>Makes the bytes of a packet that carries <paramref name="sequence"/>.</summary>
public delegate ReadOnlyMemory<byte> EncodeDatagram(ushort sequence);

/// <summary>
/// Reliable delivery to one remote over datagrams, for either end: numbers packets, keeps them until they are acknowledged, sends them
/// again, and filters duplicates. Synchronous and without threads or timers: its owner guards it with a lock and calls
/// <see cref="OnTick"/> when <see cref="NextTick"/> has come.
/// </summary>
/// <param name="policy">When to send again and when to give up.</param>
/// <param name="time">The clock of the time-outs.</param>
/// <param name="send">Sends bytes to the remote.</param>
/// <param name="ackParameters">What follows the header in an ACK: the own UIN from a client, nothing from a server.</param>
/// <param name="firstSequence">The first number: 1 for a client, 0 for a server.</param>
public sealed class ReliableLink(
    RetransmissionPolicy policy,
    TimeProvider time,
    SendDatagram send,
    ReadOnlyMemory<byte> ackParameters,
    ushort firstSequence)
{
    private const int MaxLookedAt = 4096;

    private readonly Dictionary<ushort, Pending> _pending = [];
    private readonly Queue<Pending> _waiting = [];
    private readonly SequenceWindow _received = new();
    private ushort _next = firstSequence;
    private long _nextProbe = long.MinValue;
    private long _lastAcknowledged = long.MinValue;
    private long _lastHeard = long.MinValue;
    private bool _closed;

    /// <summary>When <see cref="OnTick"/> has something to do, as a timestamp of the clock; <see cref="long.MaxValue"/>: not yet.</summary>
    public long NextTick { get; private set; } = long.MaxValue;

    /// <summary>The number behind the highest that was accepted: what the remote sends next has it, or a later one.</summary>
    public ushort NextReceived { get; private set; }

    /// <summary>Packets that are not acknowledged yet.</summary>
    public int Unacknowledged => _pending.Count + _waiting.Count;

    /// <summary>True once a packet has used up its rounds, and the remote does not answer any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether to ask for an answer at the end of a round; only with a <see cref="Probe"/>.</summary>
    public bool MessageAck { get; set; } = policy.MessageAck;

    /// <summary>
    /// Called at the end of a round without an acknowledgement; a client sends B_MESSAGE_ACK then. It must not call
    /// <see cref="Send"/>: the question itself is sent once. A single packet is given up, not the remote, when the remote was
    /// heard in the packet's last round (if it cannot be asked: has acknowledged another one meanwhile): it lives, and only does not want
    /// that packet.
    /// </summary>
    public Action? Probe { get; init; }

    /// <summary>
    /// The number for a packet that is sent once, outside of the link. Numbers wrap around and are never those of a packet that is
    /// under way.
    /// </summary>
    public ushort TakeSequence()
    {
        while (_pending.ContainsKey(_next))
        {
            _next++;
        }

        return _next++;
    }

    /// <summary>
    /// Sends a packet until it is acknowledged. <paramref name="onSettled"/> is called once, inside one of the owner's calls: with
    /// true when the acknowledgement has come, with false when the packet was given up, or the link was lost or closed.
    /// </summary>
    /// <param name="encode">Makes the whole datagram; called once, when its turn has come.</param>
    /// <param name="onSettled">What to do in the end; null: nothing.</param>
    /// <param name="firstWait">How long to wait before it is sent a second time; null: the interval of the policy.</param>
    /// <param name="isTenacious">Whether it is never given up as long as the remote lives: its rounds begin anew.</param>
    public void Send(EncodeDatagram encode, Action<bool>? onSettled = null, TimeSpan? firstWait = null, bool isTenacious = false)
    {
        if (_closed)
        {
            onSettled?.Invoke(false);
            return;
        }

        var packet = new Pending(encode, onSettled, firstWait ?? policy.Interval, isTenacious);
        if (_pending.Count < policy.Window)
        {
            Begin(packet);
        }
        else
        {
            _waiting.Enqueue(packet);
        }
    }

    /// <summary>Like <see cref="Send"/>; the task ends with the acknowledgement.</summary>
    /// <exception cref="DeliveryException">The packet was given up, or the link was lost or closed first.</exception>
    public Task SendAsync(EncodeDatagram encode, TimeSpan? firstWait = null)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(encode, acknowledged =>
        {
            if (acknowledged)
            {
                settled.SetResult();
            }
            else
            {
                settled.SetException(new DeliveryException("The server did not acknowledge the packet") { SessionEnded = _closed });
            }
        }, firstWait);
        return settled.Task;
    }

    /// <summary>Takes the header of a datagram that arrived. Acknowledgements and duplicates need nothing more.</summary>
    public Reception Receive(DatagramHeader header)
    {
        _lastHeard = time.GetTimestamp();
        if (header.IsAck)
        {
            if (_pending.Remove(header.Sequence, out var packet))
            {
                _lastAcknowledged = _lastHeard;
                BeginWaiting();
                packet.OnSettled?.Invoke(true);
            }

            return Reception.Acknowledgement;
        }

        if (!_received.Contains(header.Sequence))
        {
            return Reception.New;
        }

        Acknowledge(header.Sequence);
        return Reception.Duplicate;
    }

    /// <summary>Acknowledges a new packet that the owner has taken; further copies of it are duplicates.</summary>
    public void Accept(ushort sequence)
    {
        _received.Add(sequence);
        if ((short)(sequence - NextReceived) >= 0)
        {
            NextReceived = (ushort)(sequence + 1);
        }

        Acknowledge(sequence);
    }

    /// <summary>
    /// True when all numbers from <paramref name="first"/> on were accepted that come before <paramref name="end"/>: nothing is missing in
    /// between. More than 4096 are not looked at.
    /// </summary>
    public bool HasAccepted(ushort first, ushort end)
    {
        for (var sequence = first; sequence != end && (ushort)(end - first) <= MaxLookedAt; sequence++)
        {
            if (!_received.Contains(sequence))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Acknowledges a packet without taking note of it.</summary>
    public void Acknowledge(ushort sequence)
    {
        Span<byte> ack = stackalloc byte[DatagramHeader.Size + 4];
        new DatagramHeader(DatagramHeader.Ack, sequence).Write(ack);
        ackParameters.Span.CopyTo(ack[DatagramHeader.Size..]);
        send(ack[..(DatagramHeader.Size + ackParameters.Length)]);
    }

    /// <summary>Sends again what is due, and gives up what has used up its rounds: the packet, or the remote with all packets.</summary>
    public void OnTick()
    {
        var now = time.GetTimestamp();
        if (now < NextTick)
        {
            return;
        }

        var spent = new List<Pending>();
        foreach (var packet in _pending.Values)
        {
            if (packet.Due <= now && !SendAgain(packet, now))
            {
                spent.Add(packet);
            }
        }

        // Who cannot be asked must at least have acknowledged something else meanwhile.
        if (spent.Exists(packet => Probe is null ? _lastAcknowledged <= packet.FirstSent : _lastHeard < packet.RoundBegan))
        {
            IsLost = true;
            Close();
            return;
        }

        foreach (var packet in spent.Where(packet => packet.IsTenacious))
        {
            packet.Steps = 0;
            packet.FirstSent = now;
            packet.RoundBegan = now;
            SendNow(packet);
        }

        spent.RemoveAll(packet => packet.IsTenacious);
        spent.ForEach(packet => _pending.Remove(packet.Sequence));
        NextTick = _pending.Values.Select(packet => packet.Due).DefaultIfEmpty(long.MaxValue).Min();
        BeginWaiting();
        spent.ForEach(packet => packet.OnSettled?.Invoke(false));
    }

    /// <summary>Gives up all packets that wait; what is sent later fails at once.</summary>
    public void Close()
    {
        _closed = true;
        NextTick = long.MaxValue;
        Pending[] given = [.. _pending.Values.OrderBy(packet => packet.FirstSent), .. _waiting];
        _pending.Clear();
        _waiting.Clear();
        foreach (var packet in given)
        {
            packet.OnSettled?.Invoke(false);
        }
    }

    private void Begin(Pending packet)
    {
        packet.Sequence = TakeSequence();
        packet.Datagram = packet.Encode(packet.Sequence);
        _pending.Add(packet.Sequence, packet);
        packet.FirstSent = time.GetTimestamp();
        packet.RoundBegan = packet.FirstSent;
        SendNow(packet);
        NextTick = Math.Min(NextTick, packet.Due);
    }

    private void BeginWaiting()
    {
        while (_pending.Count < policy.Window && _waiting.TryDequeue(out var packet))
        {
            Begin(packet);
        }
    }

    /// <summary>The next step of a packet's rounds; false when they are used up.</summary>
    private bool SendAgain(Pending packet, long now)
    {
        // 0.91: after six sends 10 s apart B_MESSAGE_ACK follows; all of that happens twice, then the remote is gone.
        var steps = policy.Attempts + (MessageAck && Probe is not null ? 1 : 0);
        var step = packet.Steps % steps;
        if (packet.Steps >= steps * policy.Rounds)
        {
            return false;
        }

        if (step == 0)
        {
            packet.RoundBegan = now;
        }

        if (step < policy.Attempts)
        {
            SendNow(packet);
        }
        else
        {
            packet.Steps++;
            packet.Due = time.TimestampIn(policy.Interval);
            SendProbe();
        }

        return true;
    }

    private void SendNow(Pending packet)
    {
        packet.Due = time.TimestampIn(packet.Steps++ == 0 ? packet.FirstWait : policy.Interval);
        send(packet.Datagram.Span);
    }

    /// <summary>One question is enough for all packets that wait.</summary>
    private void SendProbe()
    {
        if (time.GetTimestamp() >= _nextProbe)
        {
            _nextProbe = time.TimestampIn(policy.Interval);
            Probe!();
        }
    }

    private sealed class Pending(EncodeDatagram encode, Action<bool>? onSettled, TimeSpan firstWait, bool isTenacious)
    {
        public TimeSpan FirstWait => firstWait;

        public bool IsTenacious => isTenacious;

        public EncodeDatagram Encode => encode;

        public ushort Sequence { get; set; }

        public ReadOnlyMemory<byte> Datagram { get; set; }

        public Action<bool>? OnSettled => onSettled;

        /// <summary>Sends and questions so far.</summary>
        public int Steps { get; set; }

        public long FirstSent { get; set; }

        public long RoundBegan { get; set; }

        public long Due { get; set; }
    }
}

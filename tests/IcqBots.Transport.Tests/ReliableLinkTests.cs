using IcqBots.Protocol;
using IcqBots.Testing;

namespace IcqBots.Transport.Tests;

public class ReliableLinkTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<(double At, string Hex)> _sent = [];
    private readonly List<bool> _settled = [];

    [Fact]
    public void A_packet_is_sent_six_times_ten_seconds_apart_then_asked_about_twice_over_then_its_remote_is_lost()
    {
        var link = CreateLink(probes: true);

        Send(link);
        Pass(link, seconds: 139);

        double[] sends = [0, 10, 20, 30, 40, 50, 70, 80, 90, 100, 110, 120];
        double[] questions = [60, 130];
        Assert.Equal(sends, _sent.Where(sent => sent.Hex != "probe").Select(sent => sent.At));
        Assert.Equal(questions, _sent.Where(sent => sent.Hex == "probe").Select(sent => sent.At));
        Assert.False(link.IsLost);
        Assert.Empty(_settled);

        Pass(link, seconds: 1);

        Assert.True(link.IsLost);
        Assert.Equal([false], _settled);
        Assert.Equal(long.MaxValue, link.NextTick);
    }

    [Fact]
    public void Every_send_has_the_same_bytes()
    {
        var link = CreateLink();

        Send(link);
        Pass(link, seconds: 50);

        Assert.Equal(6, _sent.Count);
        Assert.Single(_sent.Select(sent => sent.Hex).Distinct());
    }

    [Fact]
    public void Interval_attempts_rounds_and_the_question_are_options()
    {
        var link = CreateLink(
            new RetransmissionPolicy { Interval = TimeSpan.FromSeconds(2), Attempts = 3, Rounds = 3, MessageAck = false }, probes: true);

        Send(link);
        Pass(link, seconds: 17);

        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14, 16], _sent.Select(sent => sent.At));
        Assert.False(link.IsLost);

        Pass(link, seconds: 1);

        Assert.True(link.IsLost);
    }

    [Fact]
    public void A_link_that_cannot_ask_is_lost_after_its_sends()
    {
        var link = CreateLink();

        Send(link);
        Pass(link, seconds: 119);

        Assert.Equal(12, _sent.Count);
        Assert.False(link.IsLost);

        Pass(link, seconds: 1);

        Assert.True(link.IsLost);
    }

    [Fact]
    public void Packets_that_wait_together_share_one_question()
    {
        var link = CreateLink(probes: true);

        Send(link);
        Pass(link, seconds: 3);
        Send(link);
        Pass(link, seconds: 67);

        Assert.Single(_sent, sent => sent.Hex == "probe");
    }

    [Fact]
    public void A_remote_that_answers_the_question_is_not_lost_only_the_packet_is_given_up()
    {
        var link = CreateLink(probes: true);

        Send(link);
        Pass(link, seconds: 135);
        link.Receive(Ack(4711));
        Pass(link, seconds: 5);

        Assert.False(link.IsLost);
        Assert.Equal([false], _settled);
        Assert.Equal(0, link.Unacknowledged);

        Send(link);
        link.Receive(Ack(2));

        Assert.Equal([false, true], _settled);
    }

    [Fact]
    public void A_tenacious_packet_is_sent_with_its_number_as_long_as_the_remote_acknowledges_others()
    {
        var link = CreateLink();
        link.Send(Packet, _settled.Add, isTenacious: true);
        for (var other = 2; other <= 5; other++)
        {
            Pass(link, seconds: 100);
            Send(link);
            link.Receive(Ack((ushort)other));
        }

        var first = _sent[0].Hex;
        var begun = _sent.Count;
        Pass(link, seconds: 10);
        Assert.Equal([true, true, true, true], _settled);
        Assert.Equal(first, Assert.Single(_sent.Skip(begun)).Hex);

        Pass(link, seconds: 260);
        Assert.True(link.IsLost);
    }

    [Fact]
    public void A_packet_that_is_given_up_makes_room_for_one_that_waits()
    {
        var link = CreateLink(new RetransmissionPolicy { Window = 1 }, probes: true);

        Send(link);
        Send(link);
        Pass(link, seconds: 135);
        link.Receive(Ack(4711));
        Pass(link, seconds: 5);

        Assert.Equal("02000E010200", _sent[^1].Hex);
        Assert.Equal(1, link.Unacknowledged);
    }

    [Fact]
    public void An_answer_in_the_first_round_does_not_save_the_remote_in_the_second()
    {
        var link = CreateLink(probes: true);

        Send(link);
        Pass(link, seconds: 65);
        link.Receive(Ack(4711));
        Pass(link, seconds: 75);

        Assert.True(link.IsLost);
    }

    [Fact]
    public void An_acknowledgement_settles_the_packet_and_ends_its_repetition()
    {
        var link = CreateLink();

        Send(link);
        Pass(link, seconds: 10);
        Assert.Equal(Reception.Acknowledgement, link.Receive(Ack(1)));
        Pass(link, seconds: 600);

        Assert.Equal([true], _settled);
        Assert.Equal(2, _sent.Count);
        Assert.False(link.IsLost);
    }

    [Fact]
    public void An_acknowledgement_of_an_unknown_number_or_a_second_one_changes_nothing()
    {
        var link = CreateLink();

        Send(link);
        link.Receive(Ack(2));
        Assert.Equal(1, link.Unacknowledged);

        link.Receive(Ack(1));
        link.Receive(Ack(1));
        Assert.Equal([true], _settled);
    }

    [Fact]
    public async Task The_task_of_a_packet_ends_with_its_acknowledgement_or_fails_with_the_link()
    {
        var link = CreateLink();
        var first = link.SendAsync(Packet);
        var second = link.SendAsync(Packet);

        link.Receive(Ack(1));
        link.Close();

        await first.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<DeliveryException>(() => second.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_new_packet_is_acknowledged_when_its_owner_has_taken_it_and_a_copy_again_without_being_new()
    {
        var link = CreateLink(ackParameters: [0x39, 0x30, 0, 0]);

        Assert.Equal(Reception.New, link.Receive(new DatagramHeader(0x0104, 7)));
        Assert.Empty(_sent);

        link.Accept(7);
        Assert.Equal(Reception.Duplicate, link.Receive(new DatagramHeader(0x0104, 7)));

        Assert.Equal(["02000A00070039300000", "02000A00070039300000"], _sent.Select(sent => sent.Hex));
    }

    [Fact]
    public void A_packet_that_its_owner_did_not_take_is_new_again_when_it_is_repeated()
    {
        var link = CreateLink();

        Assert.Equal(Reception.New, link.Receive(new DatagramHeader(0x0104, 7)));
        Assert.Equal(Reception.New, link.Receive(new DatagramHeader(0x0104, 7)));
    }

    [Fact]
    public void An_acknowledgement_without_note_does_not_make_later_packets_with_the_number_copies()
    {
        var link = CreateLink();

        link.Acknowledge(7);

        Assert.Equal(["02000A000700"], _sent.Select(sent => sent.Hex));
        Assert.Equal(Reception.New, link.Receive(new DatagramHeader(0x0104, 7)));
    }

    [Fact]
    public void Numbers_wrap_around_and_leave_out_those_under_way()
    {
        var link = CreateLink(firstSequence: 0xFFFE);

        Send(link);
        for (var i = 0; i < 65_535; i++)
        {
            Assert.NotEqual(0xFFFE, link.TakeSequence());
        }

        Assert.Equal(0xFFFF, link.TakeSequence());
        Send(link);
        Assert.Equal("02000E010000", _sent[^1].Hex);
        link.Receive(Ack(0xFFFE));
        link.Receive(Ack(0));
        Assert.Equal([true, true], _settled);
    }

    [Fact]
    public void Beyond_the_window_packets_wait_for_an_acknowledgement_and_keep_their_order()
    {
        var link = CreateLink(new RetransmissionPolicy { Window = 2 });

        for (var i = 0; i < 4; i++)
        {
            Send(link);
        }

        Assert.Equal(["02000E010100", "02000E010200"], _sent.Select(sent => sent.Hex));
        Assert.Equal(4, link.Unacknowledged);

        link.Receive(Ack(2));
        link.Receive(Ack(1));

        Assert.Equal(["02000E010300", "02000E010400"], _sent.Skip(2).Select(sent => sent.Hex));
    }

    [Fact]
    public void Closing_settles_what_is_under_way_and_what_waits_once_and_later_packets_at_once()
    {
        var link = CreateLink(new RetransmissionPolicy { Window = 1 });
        Send(link);
        Send(link);

        link.Close();
        link.Close();
        Send(link);
        Pass(link, seconds: 600);

        Assert.Equal([false, false, false], _settled);
        Assert.Single(_sent);
        Assert.False(link.IsLost);
    }

    [Fact]
    public void The_next_tick_is_the_earliest_time_at_which_a_packet_is_due()
    {
        var link = CreateLink();
        Assert.Equal(long.MaxValue, link.NextTick);

        Send(link);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Send(link);
        Assert.Equal(TimeSpan.FromSeconds(10).Ticks, link.NextTick);

        _clock.Advance(TimeSpan.FromSeconds(6));
        link.OnTick();
        Assert.Equal(TimeSpan.FromSeconds(14).Ticks, link.NextTick);
    }

    private static DatagramHeader Ack(ushort sequence) => new(DatagramHeader.Ack, sequence);

    private static ReadOnlyMemory<byte> Packet(ushort sequence)
    {
        var datagram = new byte[DatagramHeader.Size];
        new DatagramHeader(0x010E, sequence).Write(datagram);
        return datagram;
    }

    private ReliableLink CreateLink(
        RetransmissionPolicy? policy = null, bool probes = false, byte[]? ackParameters = null, ushort firstSequence = 1) =>
        new(policy ?? new RetransmissionPolicy(), _clock, datagram => Note(Convert.ToHexString(datagram)), ackParameters ?? [], firstSequence)
        {
            Probe = probes ? () => Note("probe") : null,
        };

    private void Note(string hex) => _sent.Add((TimeSpan.FromTicks(_clock.GetTimestamp()).TotalSeconds, hex));

    private void Send(ReliableLink link) => link.Send(Packet, _settled.Add);

    private void Pass(ReliableLink link, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            link.OnTick();
        }
    }
}

using IcqBots.Protocol;
using IcqBots.Testing;

namespace IcqBots.Server.Tests;

/// <summary>
/// What Open OSCAR Server's own tests send, and what it answers: user 12345, number 42. Where this server does something else, because
/// genuine clients want it, the name says so.
/// </summary>
public sealed class CompatibilityTests : IAsyncDisposable
{
    private const string Ack = "02 00 0A 00 2A 00";
    private readonly ServerBench _bench = new(new IcqServerOptions
    {
        Accounts = [.. new uint[] { 12_345, 99_999 }.Select(uin => new Account(uin, "") { Password = new Password("secret") })],
    });

    [Fact]
    public async Task A_packet_that_is_too_short_gets_nothing() => await AssertAnswersAsync(_bench.Client(12_345), "01 02");

    [Fact]
    public async Task A_keep_alive_without_a_session_is_not_connected() =>
        await AssertAnswersAsync(_bench.Client(12_345), "02 00 2E 04 2A 00 39 30 00 00", "02 00 F0 00 2A 00");

    [Fact]
    public async Task An_ACK_without_a_session_gets_nothing() =>
        await AssertAnswersAsync(_bench.Client(12_345), "02 00 0A 00 2A 00 39 30 00 00");

    [Fact]
    public async Task An_unknown_command_is_acknowledged() =>
        await AssertAnswersAsync(await _bench.OnlineAsync(12_345), "02 00 FF FF 2A 00 39 30 00 00", Ack);

    [Fact]
    public async Task A_login_whose_password_has_no_NUL_is_accepted() => await AssertAnswersAsync(
        _bench.Client(12_345, "10.0.0.9"),
        "02 00 E8 03 2A 00 39 30 00 00 A0 0F 00 00 06 00 73 65 63 72 65 74 72 00 04 00 01 00 00 7F 04 00 00 00 00"
        + "00 00 00 00 00 00 00 00 00 00 00 00",
        Ack,
        "02 00 5A 00 00 00 39 30 00 00 0A 00 00 09 00 00 01 00 05 00 00 00 00 00 8C 00 00 00 F0 00 0A 00 0A 00 05 00 0A 00 01");

    [Fact]
    public async Task A_login_of_three_bytes_is_a_wrong_password_and_unlike_there_the_answer_names_number_and_UIN() =>
        await AssertAnswersAsync(
            _bench.Client(12_345), "02 00 E8 03 2A 00 39 30 00 00 00 00 00", "02 00 64 00 2A 00 00 00 39 30 00 00");

    [Fact]
    public async Task A_contact_list_gets_its_end() => await AssertAnswersAsync(
        await _bench.OnlineAsync(12_345), "02 00 06 04 2A 00 39 30 00 00 01 9F 86 01 00", Ack, "02 00 1C 02 01 00 39 30 00 00");

    [Theory]
    [InlineData("02 00 38 04 2A 00 39 30 00 00")]
    [InlineData("02 00 38 04 2A 00 39 30 00 00 14 00 42 5F 55 53 45 52 5F 44 49 53 43 4F 4E 4E 45 43 54 45 44 00 05 00")]
    public async Task A_log_off_with_or_without_its_text_gets_nothing(string logOff)
    {
        var user = await _bench.OnlineAsync(12_345);

        await AssertAnswersAsync(user, logOff);

        Assert.Empty(_bench.Server.Online);
    }

    [Fact]
    public async Task A_status_is_acknowledged_and_told()
    {
        var friend = await _bench.OnlineAsync(99_999, 12_345);
        var user = await _bench.OnlineAsync(12_345);
        await friend.TakeAsync<Protocol.FromServer.UserOnlinePacket>();

        await AssertAnswersAsync(user, "02 00 D8 04 2A 00 39 30 00 00 01 00 00 00", Ack);

        await friend.ExpectHexAsync("02 00 A4 01 03 00 39 30 00 00 01 00 00 00");
    }

    [Fact]
    public async Task A_message_without_NUL_is_acknowledged_and_passed_on()
    {
        var friend = await _bench.OnlineAsync(99_999);
        var user = await _bench.OnlineAsync(12_345);

        await AssertAnswersAsync(user, "02 00 0E 01 2A 00 39 30 00 00 9F 86 01 00 01 00 02 00 68 69", Ack);

        await friend.ExpectHexAsync("02 00 04 01 01 00 39 30 00 00 01 00 03 00 68 69 00");
    }

    [Fact]
    public async Task A_request_for_stored_messages_gets_their_end() => await AssertAnswersAsync(
        await _bench.OnlineAsync(12_345), "02 00 4C 04 2A 00 39 30 00 00", Ack, "02 00 E6 00 01 00 39 30 00 00");

    [Fact]
    public async Task A_deletion_of_stored_messages_is_acknowledged() =>
        await AssertAnswersAsync(await _bench.OnlineAsync(12_345), "02 00 42 04 2A 00 39 30 00 00", Ack);

    [Fact]
    public async Task A_registration_gets_a_UIN_and_unlike_there_an_ACK_first_and_the_first_UIN_is_100000() => await AssertAnswersAsync(
        _bench.Client(100_000),
        "02 00 FC 03 2A 00 00 00 08 00 6E 65 77 70 61 73 73 00",
        Ack,
        "02 00 46 00 2A 00 2A 00 A0 86 01 00");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private static async Task AssertAnswersAsync(ClientTranscript client, string packet, params string[] answers)
    {
        client.SendHex(packet);
        foreach (var answer in answers)
        {
            await client.ExpectHexAsync(answer);
        }

        await client.ExpectNothingAsync();
    }
}

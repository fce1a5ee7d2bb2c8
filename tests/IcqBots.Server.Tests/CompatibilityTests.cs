using IcqBots.Protocol;
using IcqBots.Protocol.FromServer;
using IcqBots.Testing;

namespace IcqBots.Server.Tests;

/// <summary>
/// What Open OSCAR Server's own tests send, and what it answers: user 12345, number 42. Where this server does something else, because
/// genuine clients want it, the name says so.
/// </summary>
public sealed class CompatibilityTests : IAsyncDisposable
{
    private const string Ack = "02 00 0A 00 2A 00";
    private const string Alice = "06 00 61 6C 69 63 65 00 01 00 00 01 00 00 01 00 00 01";
    private const string PreLogin = "F2 03 2A 00 07 00 39 30 00 00 06 00 73 65 63 72 65 74";
    private readonly ServerBench _bench = new(new IcqServerOptions
    {
        Accounts =
        [
            new Account(12_345, "") { Password = new Password("secret") },
            new Account(99_999, "alice") { Password = new Password("secret") },
        ],
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
    public async Task The_first_page_of_the_wizard_is_acknowledged_without_a_session() =>
        await AssertAnswersAsync(_bench.Client(12_345), "02 00 EC 04 2A 00 BE BA FE CA", Ack);

    [Theory]
    [InlineData("03 00")]
    [InlineData("02 00")]
    public async Task A_pre_login_check_in_either_version_is_confirmed(string version) => await AssertAnswersAsync(
        _bench.Client(12_345), $"{version} {PreLogin} 00 00 00 00", Ack, "02 00 32 00 2A 00 07 00 39 30 00 00");

    [Theory]
    [InlineData("03 00 F2 03 2A 00 07 00 39 30 00 00 06 00 77 72 6F 6E 67 21 00 00 00 00", "07 00 39 30 00 00")]
    [InlineData("03 00 F2 03 2A 00 07 00", "00 00 00 00 00 00")]
    public async Task A_wrong_pre_login_check_is_a_wrong_password_and_unlike_there_the_answer_names_number_and_UIN(string packet, string tail) =>
        await AssertAnswersAsync(_bench.Client(12_345), packet, $"02 00 64 00 2A 00 {tail}");

    [Fact]
    public async Task A_login_whose_password_has_no_NUL_is_accepted_and_unlike_there_the_tail_is_that_of_the_specification() =>
        await AssertAnswersAsync(
            _bench.Client(12_345, "10.0.0.9"),
            "02 00 E8 03 2A 00 39 30 00 00 A0 0F 00 00 06 00 73 65 63 72 65 74 72 00 04 00 01 00 00 7F 04 00 00 00 00"
            + "00 00 00 00 00 00 00 00 00 00 00 00",
            Ack,
            "02 00 5A 00 00 00 39 30 00 00 0A 00 00 09 00 00 01 00 01 00 19 00 16 00 8C 00 00 00 78 00 05 00 0A 00 05 00 01 00");

    [Theory]
    [InlineData("A0 0F 00 00 06 00 77 72 6F 6E 67 21 72 00 04 00 01 00 00 7F 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")]
    [InlineData("00 00 00")]
    public async Task A_wrong_login_or_one_of_three_bytes_is_a_wrong_password_and_unlike_there_the_answer_names_number_and_UIN(string login) =>
        await AssertAnswersAsync(
            _bench.Client(12_345), $"02 00 E8 03 2A 00 39 30 00 00 {login}", "02 00 64 00 2A 00 00 00 39 30 00 00");

    [Fact]
    public async Task A_contact_list_gets_its_end() => await AssertAnswersAsync(
        await _bench.OnlineAsync(12_345), "02 00 06 04 2A 00 39 30 00 00 01 9F 86 01 00", Ack, "02 00 1C 02 01 00 39 30 00 00");

    [Theory]
    [InlineData("02 00 38 04 2A 00 39 30 00 00")]
    [InlineData("02 00 38 04 2A 00 39 30 00 00 14 00 42 5F 55 53 45 52 5F 44 49 53 43 4F 4E 4E 45 43 54 45 44 00 05 00")]
    public async Task A_log_off_with_or_without_its_text_gets_nothing_and_is_told(string logOff)
    {
        var friend = await _bench.OnlineAsync(99_999, 12_345);
        var user = await _bench.OnlineAsync(12_345);
        await friend.TakeAsync<UserOnlinePacket>();

        await AssertAnswersAsync(user, logOff);

        await friend.ExpectHexAsync("02 00 78 00 03 00 39 30 00 00");
    }

    [Fact]
    public async Task A_status_is_acknowledged_and_told()
    {
        var friend = await _bench.OnlineAsync(99_999, 12_345);
        var user = await _bench.OnlineAsync(12_345);
        await friend.TakeAsync<UserOnlinePacket>();

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
    public async Task A_message_to_a_new_user_is_acknowledged_and_passed_on()
    {
        var friend = await _bench.OnlineAsync(99_999);
        var user = await _bench.OnlineAsync(12_345);

        await AssertAnswersAsync(user, "02 00 56 04 2A 00 39 30 00 00 9F 86 01 00 01 00 04 00 61 75 74 68", Ack);

        await friend.ExpectHexAsync("02 00 04 01 01 00 39 30 00 00 01 00 05 00 61 75 74 68 00");
    }

    [Fact]
    public async Task Adding_a_contact_shows_it_and_unlike_there_the_contact_gets_you_were_added_instead_of_a_presence_it_did_not_ask_for()
    {
        var friend = await _bench.OnlineAsync(99_999);
        var user = await _bench.OnlineAsync(12_345);

        await AssertAnswersAsync(
            user,
            "02 00 3C 05 2A 00 39 30 00 00 9F 86 01 00",
            Ack,
            "02 00 6E 00 01 00 9F 86 01 00 00 00 00 00 00 00 00 00 00 00 00 00 06 00 00 00 00 03 00 00 00");

        await friend.ExpectHexAsync("02 00 04 01 01 00 39 30 00 00 0C 00 06 00 FE FE FE FE 31 00");
        await friend.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("02 00 1A 04 2A 00 39 30 00 00 01 00 9F 86 01 00")]
    [InlineData("02 00 24 04 2A 00 39 30 00 00 01 00 06 00 61 6C 69 63 65 00 01 00 00 01 00 00 01 00 00")]
    public async Task A_search_by_UIN_or_nick_finds_the_user_and_unlike_there_its_end_waits_until_the_hit_has_arrived(string search)
    {
        var user = await _bench.OnlineAsync(12_345);
        await AssertAnswersAsync(user, search, Ack, $"02 00 8C 00 01 00 01 00 9F 86 01 00 {Alice} 02");

        user.Ack(1);

        await user.ExpectHexAsync("02 00 A0 00 02 00 01 00 00");
    }

    [Theory]
    [InlineData("02 00 1A 04 2A 00 39 30 00 00 01 00 9E 86 01 00")]
    [InlineData("02 00 24 04 2A 00 39 30 00 00 01 00 06 00 61 6C 69 63 78 00 01 00 00 01 00 00 01 00 00")]
    [InlineData("02 00 24 04 2A 00 39 30 00 00 01 00 01 00 00 01 00 00 01 00 00 01 00 00")]
    public async Task A_search_that_finds_nobody_gets_its_end(string search) =>
        await AssertAnswersAsync(await _bench.OnlineAsync(12_345), search, Ack, "02 00 A0 00 01 00 01 00 00");

    [Theory]
    [InlineData("02 00 AE 06 2A 00 39 30 00 00 01 67 2B 00 00")]
    [InlineData("02 00 A4 06 2A 00 39 30 00 00 01 CE 56 00 00")]
    public async Task Visible_and_invisible_lists_are_acknowledged(string list) =>
        await AssertAnswersAsync(await _bench.OnlineAsync(12_345), list, Ack);

    [Fact]
    public async Task A_request_for_stored_messages_gets_their_end() => await AssertAnswersAsync(
        await _bench.OnlineAsync(12_345), "02 00 4C 04 2A 00 39 30 00 00", Ack, "02 00 E6 00 01 00 39 30 00 00");

    [Fact]
    public async Task A_deletion_of_stored_messages_is_acknowledged() =>
        await AssertAnswersAsync(await _bench.OnlineAsync(12_345), "02 00 42 04 2A 00 39 30 00 00", Ack);

    [Fact]
    public async Task Basic_information_is_told_and_unlike_there_AUTH_is_the_users_own_with_two_spare_bytes_behind_it() =>
        await AssertAnswersAsync(
            await _bench.OnlineAsync(12_345),
            "02 00 60 04 2A 00 39 30 00 00 2A 00 9F 86 01 00",
            Ack,
            $"02 00 18 01 01 00 2A 00 9F 86 01 00 {Alice} 00 00");

    [Fact]
    public async Task Extended_information_is_told_and_unlike_there_what_is_not_known_says_so() => await AssertAnswersAsync(
        await _bench.OnlineAsync(12_345),
        "02 00 6A 04 2A 00 39 30 00 00 2A 00 9F 86 01 00",
        Ack,
        "02 00 22 01 01 00 2A 00 9F 86 01 00 01 00 00 FF FF 9C 01 00 00 FF FF 00 01 00 00 01 00 00 01 00 00 FF FF FF FF");

    [Fact]
    public async Task An_update_of_the_basic_information_is_confirmed_and_unlike_there_not_at_once()
    {
        var user = await _bench.OnlineAsync(12_345);
        await AssertAnswersAsync(
            user,
            "02 00 A6 04 2A 00 39 30 00 00 2A 00 05 00 6E 69 63 6B 00 06 00 66 69 72 73 74 00 05 00 6C 61 73 74 00"
            + "08 00 61 40 62 2E 63 6F 6D 00 00",
            Ack);

        await _bench.PassAsync(seconds: 0.2);

        await user.ExpectHexAsync("02 00 B4 00 01 00 2A 00");
    }

    [Fact]
    public async Task An_update_of_the_extended_information_is_confirmed_and_unlike_there_not_at_once()
    {
        var user = await _bench.OnlineAsync(12_345);
        await AssertAnswersAsync(
            user,
            "02 00 B0 04 2A 00 39 30 00 00 03 00 05 00 63 69 74 79 00 48 03 00 03 00 43 41 00 19 00 01 04 00 35 35 35 00"
            + "13 00 68 74 74 70 3A 2F 2F 65 78 61 6D 70 6C 65 2E 63 6F 6D 00 09 00 61 62 6F 75 74 20 6D 65 00",
            Ack);

        await _bench.PassAsync(seconds: 0.2);

        await user.ExpectHexAsync("02 00 C8 00 01 00 03 00");
    }

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

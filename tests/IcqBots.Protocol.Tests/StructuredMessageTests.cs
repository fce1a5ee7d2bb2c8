using System.Text;
using IcqBots.Protocol.FromClient;
using IcqBots.Protocol.Messages;

namespace IcqBots.Protocol.Tests;

/// <summary>Structured messages in code pages where the separator, the byte FE, is also a letter or half of one.</summary>
public class StructuredMessageTests
{
    [Theory]
    [InlineData("2ю1001ююраю1002юbobю", "1001=юра 1002=bob")]
    [InlineData("2ю1001юлюююю1002юbobю", "1001=лююю 1002=bob")]
    [InlineData("1ю1001юяюю", "1001=яю")]
    [InlineData("2ю1001ю42ю1002юbobю", "1001=42 1002=bob")]
    [InlineData("2ю0юnobodyю1002юbobю", "1002=bob")]
    [InlineData("1ю1001", "1001=")]
    public void A_letter_that_is_the_separator_in_a_nick_loses_no_contact(string raw, string expected)
    {
        var wire = WireText.For("windows-1251");

        var contacts = ContactListMessage.Parse(Read(MessageType.ContactList, raw, wire), wire).Contacts;

        Assert.Equal(expected, string.Join(' ', contacts.Select(contact => $"{contact.Uin}={contact.Nick}")));
    }

    [Theory]
    [InlineData("деньюhttp://x.ru/ю.html", "день", "http://x.ru/ю.html")]
    [InlineData("юлаюhttp://x.ru", "юла", "http://x.ru")]
    [InlineData("моюhttp://x.ru/юла", "мо", "http://x.ru/юла")]
    [InlineData("деньюwww.x.ru/юa.html", "день", "www.x.ru/юa.html")]
    [InlineData("деньюx.ru/юa.html", "день", "x.ru/юa.html")]
    [InlineData("юлаюx.ru:80/a", "юла", "x.ru:80/a")]
    [InlineData("деньюничего ю.", "день", "ничего ю.")]
    public void A_letter_that_is_the_separator_in_a_url_message_does_not_cut_the_address(string raw, string description, string address)
    {
        var wire = WireText.For("windows-1251");

        Assert.Equal(new UrlMessage(description, address), UrlMessage.Parse(Read(MessageType.Url, raw, wire), wire));
    }

    [Theory]
    [InlineData("gbk", "剥皮")]
    [InlineData("big5", "全全")]
    [InlineData("ks_c_5601-1987", "괆각")]
    [InlineData("shift_jis", "日本表示")]
    public void A_double_byte_character_whose_second_half_is_FE_is_read_whole(string codePage, string description)
    {
        var wire = WireText.For(codePage);
        byte[] raw = [.. wire.Encoding.GetBytes(description), 0xFE, .. "http://x.org"u8];

        Assert.Equal(new UrlMessage(description, "http://x.org"), UrlMessage.Parse(Read(MessageType.Url, raw, wire), wire));
    }

    [Fact]
    public void Separators_in_a_double_byte_page_are_read_one_by_one()
    {
        var wire = WireText.For("gbk");
        byte[] raw = [.. "bob"u8, 0xFE, 0xFE, 0xFE, .. "b@x.org"u8, 0xFE, .. "3"u8, 0xFE, .. wire.Encoding.GetBytes("剥皮")];

        Assert.Equal(new PagerMessage("bob", "b@x.org", "剥皮"), PagerMessage.Parse(Read(MessageType.WebPager, raw, wire), wire));
    }

    [Theory]
    [InlineData("windows-1251", "юла", "Юла")]
    [InlineData("windows-1252", "þorn", "Þorn")]
    [InlineData("gbk", "剥皮", "?皮")]
    [InlineData("ks_c_5601-1987", "괆þ", "?Þ")]
    public void What_a_genuine_client_would_cut_is_replaced_in_a_field(string codePage, string text, string field)
    {
        Assert.Equal(field, WireText.For(codePage).ToField(text));
    }

    [Theory]
    [InlineData("gbk")]
    [InlineData("big5")]
    [InlineData("ks_c_5601-1987")]
    [InlineData("shift_jis")]
    public void No_field_that_is_sent_contains_the_byte_of_the_separator(string codePage)
    {
        var wire = WireText.For(codePage);
        var everything = string.Concat(Enumerable.Range(0x80, 0xFFFF - 0x80).Where(code => !char.IsSurrogate((char)code)).Select(code => (char)code));

        Assert.DoesNotContain((byte)0xFE, wire.Encoding.GetBytes(wire.ToField(everything)));
    }

    [Fact]
    public void A_list_of_contacts_is_cut_into_messages_that_clients_accept()
    {
        var wire = WireText.For("windows-1252");
        var contacts = Enumerable.Range(1, 100).Select(n => new ListedContact((uint)(100_000_000 + n), $"nick {n}")).ToArray();

        var parts = ContactListMessage.Split(contacts, wire).ToArray();

        Assert.All(parts.SkipLast(1), part => Assert.InRange(part.ToText(wire).Length, 400, WireText.MaxMessageBytes));
        Assert.Equal(contacts, parts.SelectMany(part => part.Contacts));
    }

    private static string Read(MessageType type, string raw, WireText wire) => Read(type, wire.Encoding.GetBytes(raw), wire);

    /// <summary>The text of a message whose bytes are these.</summary>
    private static string Read(MessageType type, byte[] raw, WireText wire)
    {
        var datagram = new ClientDatagram(1, 2001, new SendMessagePacket(1001, type, Encoding.Latin1.GetString(raw))).ToArray(Encoding.Latin1);
        return Assert.IsType<SendMessagePacket>(ClientDatagram.Read(datagram, wire.Encoding)!.Packet).Text;
    }
}

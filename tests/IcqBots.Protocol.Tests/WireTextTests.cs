namespace IcqBots.Protocol.Tests;

public sealed class WireTextTests
{
    private static readonly WireText Western = WireText.For("windows-1252");
    private static readonly WireText Cyrillic = WireText.For("windows-1251");
    private static readonly WireText Japanese = WireText.For("shift_jis");

    [Theory]
    [InlineData("windows-1252")]
    [InlineData("Windows-1251")]
    [InlineData("windows-1250")]
    [InlineData("windows-1258")]
    [InlineData("iso-8859-1")]
    [InlineData("koi8-r")]
    [InlineData("shift_jis")]
    [InlineData("gb2312")]
    [InlineData("ks_c_5601-1987")]
    [InlineData("big5")]
    public void A_code_page_of_old_clients_is_found_by_its_name(string name)
    {
        var text = WireText.For(name);

        Assert.Equal("Az", text.Encoding.GetString("Az"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("windows-9999")]
    [InlineData("utf-7")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("gb18030")]
    [InlineData("iso-2022-jp")]
    [InlineData("hz-gb-2312")]
    [InlineData("ibm037")]
    public void Another_encoding_is_refused_with_a_proposal(string name)
    {
        var exception = Assert.Throws<ArgumentException>(() => WireText.For(name));

        Assert.Contains($"\"{name}\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("windows-1252", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Latin1_keeps_every_byte()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        Assert.Equal(bytes, WireText.Latin1.Encoding.GetBytes(WireText.Latin1.Encoding.GetString(bytes)));
    }

    [Theory]
    [InlineData("one\ntwo", "one\r\ntwo")]
    [InlineData("one\r\ntwo", "one\r\ntwo")]
    [InlineData("one\rtwo\n\r\n", "one\r\ntwo\r\n\r\n")]
    [InlineData("one\u2028two\u2029three", "one\r\ntwo\r\nthree")]
    [InlineData("form\ffeed", "form\ffeed")]
    public void Line_ends_are_sent_as_cr_lf(string text, string expected)
    {
        Assert.Equal(expected, Western.ToWire(text, out var replaced));
        Assert.False(replaced);
    }

    [Theory]
    [InlineData("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour")]
    [InlineData("85 is a dot, dot, dot in 1252: \u0085", "85 is a dot, dot, dot in 1252: \u0085")]
    public void Line_ends_are_shown_as_lf(string wire, string expected) => Assert.Equal(expected, WireText.FromWire(wire));

    [Fact]
    public void A_nul_is_removed_without_a_word()
    {
        Assert.Equal("hello", Western.ToWire("\0hel\0lo\0", out var replaced));
        Assert.False(replaced);
    }

    [Theory]
    [InlineData("Привет", "??????")]
    [InlineData("Grüße 日本", "Grüße ??")]
    [InlineData("hi 😀!", "hi ?!")]
    [InlineData("\U00010041", "?")]
    // Best fit would make these A, - and v.
    [InlineData("\uFF21\u2010\u221A", "???")]
    public void A_character_that_the_page_lacks_is_one_question_mark(string text, string expected)
    {
        Assert.Equal(expected, Western.ToWire(text, out var replaced));
        Assert.True(replaced);
    }

    [Fact]
    public void Half_a_character_is_one_question_mark()
    {
        Assert.Equal("a ?b?", Western.ToWire("a \uDE00b\uD83D", out var replaced));
        Assert.True(replaced);
    }

    [Fact]
    public void A_question_mark_that_was_written_is_not_reported()
    {
        Assert.Equal("really??", Western.ToWire("really??", out var replaced));
        Assert.False(replaced);
    }

    [Fact]
    public void The_letters_at_FE_survive()
    {
        Assert.Equal("þú", Western.ToWire("þú", out var replacedThorn));
        Assert.Equal("люблю", Cyrillic.ToWire("люблю", out var replacedYu));
        Assert.False(replacedThorn || replacedYu);
        Assert.Equal(0xFE, Western.Encoding.GetBytes("þ").Single());
        Assert.Equal(0xFE, Cyrillic.Encoding.GetBytes("ю").Single());
        Assert.Equal(["люблю"], Cyrillic.Split("люблю"));
    }

    [Fact]
    public void Japanese_survives_the_way_there_and_back()
    {
        const string Text = "こんにちは、世界! ｱｲｳ ソ表\\~";

        var wire = Japanese.ToWire(Text, out var replaced);

        Assert.False(replaced);
        Assert.Equal(Text, WireText.FromWire(Japanese.Encoding.GetString(Japanese.Encoding.GetBytes(wire))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  hello  ")]
    [InlineData(" \r\n ")]
    [InlineData("1234567890")]
    public void A_text_that_fits_is_one_part_and_unchanged(string text) => Assert.Equal([text], Western.Split(text, maxBytes: 10));

    [Theory]
    [InlineData("hello big world", new[] { "hello big", "world" })]
    [InlineData("1234567890 2234567890", new[] { "1234567890", "2234567890" })]
    [InlineData("hello \r\n\t  big world", new[] { "hello", "big world" })]
    [InlineData("  hello big world  ", new[] { "  hello", "big world" })]
    [InlineData("one two three ", new[] { "one two", "three " })]
    [InlineData("a 12345678901234 b", new[] { "a", "1234567890", "1234 b" })]
    [InlineData("12345678901234", new[] { "1234567890", "1234" })]
    [InlineData("  12345678901234", new[] { "  12345678", "901234" })]
    [InlineData("            hello", new[] { "hello" })]
    [InlineData("hello            ", new[] { "hello" })]
    [InlineData("             ", new[] { "" })]
    public void A_long_text_is_cut_at_the_last_white_space_that_fits(string text, string[] expected) =>
        Assert.Equal(expected, Western.Split(text, maxBytes: 10));

    [Fact]
    public void A_line_end_is_never_cut_in_two() =>
        Assert.Equal(["123456789", "x"], Western.Split("123456789\r\nx", maxBytes: 10));

    [Fact]
    public void A_double_byte_character_is_never_cut_in_two() =>
        Assert.Equal(["日本語日本", "語日本語"], Japanese.Split("日本語日本語日本語", maxBytes: 11));

    [Fact]
    public void A_letter_stays_with_its_accent()
    {
        var vietnamese = WireText.For("windows-1258");

        Assert.Equal(["12345678", "o\u0301x \u0301y"], vietnamese.Split("12345678o\u0301x \u0301y", maxBytes: 9));
    }

    [Fact]
    public void A_surrogate_pair_is_never_cut_in_two() =>
        Assert.Equal(["😀😀😀", "😀😀"], Western.Split("😀😀😀😀😀", maxBytes: 7));

    [Fact]
    public void A_letter_under_more_accents_than_a_message_holds_is_cut()
    {
        var vietnamese = WireText.For("windows-1258");
        var letter = "o" + new string('\u0301', 24);

        Assert.Equal(["x", letter[..10], letter[10..20], letter[20..] + " y"], vietnamese.Split("x " + letter + " y", maxBytes: 10));
        Assert.Equal([letter[..10], letter[10..20], letter[20..]], vietnamese.Split("  " + letter, maxBytes: 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_but_white_space_is_lost_and_no_part_is_too_long(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["a", "word", "longword", " ", "  ", "\r\n", "\t", "о", "日", "\u0301", "😀", "\u3000"];
        WireText[] pages = [Western, Cyrillic, Japanese, WireText.For("windows-1258")];

        for (var round = 0; round < 2_000; round++)
        {
            var page = pages[random.Next(pages.Length)];
            var maxBytes = random.Next(2, 20);
            var written = string.Concat(random.GetItems(pieces, random.Next(40)));
            var text = page.ToWire(written, out _);
            var parts = page.Split(text, maxBytes);
            var where = $"seed {seed}, round {round}: {page.Encoding.WebName}, {maxBytes} bytes, {string.Join('|', parts)}";

            Assert.True(parts.All(part => page.Encoding.GetByteCount(part) <= maxBytes), where);
            Assert.True(parts.Count == 1 || parts.All(part => part.Length > 0), where);
            Assert.True(WithoutWhiteSpace(text) == WithoutWhiteSpace(string.Concat(parts)), where);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x ")]
    [InlineData(" ")]
    [InlineData("\u0301")]
    public async Task A_huge_text_is_cut_in_one_go(string piece)
    {
        var text = "o" + string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length));

        var parts = await Task.Run(() => WireText.For("windows-1258").Split(text)).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(WithoutWhiteSpace(text), WithoutWhiteSpace(string.Concat(parts)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_part_must_have_room_for_something(int maxBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Western.Split("hello", maxBytes));

    private static string WithoutWhiteSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}

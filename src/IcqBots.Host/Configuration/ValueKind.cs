using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using IcqBots.Host.Codes;
using IcqBots.Host.Templates;
using IcqBots.Protocol;
using IcqBots.Scripting.Compilation;
using Quartz;

namespace IcqBots.Host.Configuration;

/// <summary>How the text of a single value becomes a value of one type.</summary>
/// <param name="Expected">What the text should have been, to follow "is not".</param>
/// <param name="Parse">The value, or null when the text is none. A <see cref="FormatException"/> tells why.</param>
/// <param name="HidesValue">True when a mistake must not show the text.</param>
internal sealed record ValueKind(string Expected, Func<string, object?> Parse, bool HidesValue = false)
{
    /// <summary>All texts that there are; null where they cannot be listed.</summary>
    public IReadOnlyList<string>? Choices { get; private init; }

    private const string UinRange = "a number from 1 to 2147483646";

    private static readonly string[] _timesOfDay = ["HH:mm", "HH:mm:ss", "H:mm"];

    /// <summary>Every type that a single value can have. Paths are relative to <paramref name="folder"/>.</summary>
    public static Dictionary<Type, ValueKind> All(string folder) => new()
    {
        [typeof(string)] = new("a text", text => text),
        [typeof(TextTemplate)] = new("a text, with names such as {nick} in braces", text => TextTemplate.Parse(text)),
        [typeof(AnswerTemplate)] = new("a text, with names such as {nick} in braces", text => AnswerTemplate.Parse(text)),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out var value) ? value : null),
        [typeof(int)] = Number<int>("a whole number", NumberStyles.AllowLeadingSign),
        [typeof(long)] = Number<long>("a whole number", NumberStyles.AllowLeadingSign),
        [typeof(double)] = Number<double>("a number such as 2.5", NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint),
        [typeof(decimal)] = Number<decimal>("a number such as 2.5", NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint),
        [typeof(ushort)] = new("a port (0 to 65535)", text =>
            ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(TimeSpan)] = new("a duration such as 500ms, 10s, 2m, 1h or 7d", ParseDuration),
        [typeof(MemorySize)] = new("a size such as 500KB, 256MB or 1GB", text => MemorySize.TryParse(text, out var size) ? size : null),
        [typeof(DateOnly)] = new("a date such as 2026-12-31", text =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null),
        [typeof(TimeOnly)] = new("a time of day such as 09:30", text =>
            TimeOnly.TryParseExact(text, _timesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null),
        [typeof(Uri)] = new("an address such as https://example.org/", text =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.StartsWith(uri.Scheme + ":", StringComparison.OrdinalIgnoreCase) ? uri : null),
        [typeof(Uin)] = new($"a UIN ({UinRange})", text => Uin.TryParse(text, null, out var value) ? value : null),
        [typeof(Password)] = new("a password: it is empty", text => Password.TryParse(text, null, out var value) ? value : null,
            HidesValue: true),
        [typeof(TotpSecret)] = new(
            "a secret in base32 (at least 26 of A-Z and 2-7), as icqbots totp makes it",
            text => TotpSecret.TryParse(text, out var secret) ? secret : null,
            HidesValue: true),
        [typeof(IPEndPoint)] = new("an IPv4 address and a port such as 127.0.0.1:4000", ParseEndPoint),
        [typeof(ServerAddress)] = new("\"embedded\" or host:port, such as icq.example.org:4000", ParseServer),
        [typeof(WireText)] = new(
            "a code page of ICQ clients, such as windows-1252 (western), windows-1251 (Cyrillic), windows-1250 (central European), "
            + "shift_jis or iso-8859-1",
            ParseEncoding),
        [typeof(ScriptPattern)] = new("a script, a folder of scripts or a pattern such as scripts/*.csx", text => ScriptPattern.Parse(text, folder)),
        [typeof(SendingRate)] = new("\"unlimited\" or how many a second, 0.01 to 10000", text => SendingRate.Parse(text) ?? Suggest(text, ["unlimited"])),
        [typeof(Hours)] = new("hours such as 22:00-08:00", Hours.Parse),
        [typeof(AudiencePart)] = new(
            $"\"contacts\", \"online\", \"everyone\", {{ file: PATH }}, {{ subscribers: NAME }} or a UIN ({UinRange})",
            text => AudiencePart.Parse(text) ?? Suggest(text, AudiencePart.Words)),
        [typeof(Recipients)] = new($"\"contacts\", \"online\", a list of UINs or a UIN ({UinRange})", ParseRecipients),
        [typeof(OncePer)] = new(
            "\"period\", \"message\" or a duration such as 1h",
            text => OncePer.Parse(text, ParseDuration) ?? Suggest(text, ["period", "message"])),
        [typeof(MessageRate)] = new(
            "a number of messages in a time of at least 1s, such as 20/1m", text => MessageRate.Parse(text, ParseDuration)),
        [typeof(MatchText)] = new("a text that is not empty", MatchText.Parse),
        [typeof(Regex)] = new("a regular expression of .NET", ParseRegex),
        [typeof(AwayStatus)] = Choice(
            "a status that has an away message",
            Enum.GetValues<AwayStatus>().Select(status => (EntryKey.Hyphenated(status.ToString()), (object)status))
                .Append(("na", AwayStatus.NotAvailable))
                .Append(("dnd", AwayStatus.DoNotDisturb))),
        [typeof(OnlineStatus)] = Choice(
            "a status",
            Enum.GetValues<OnlineStatus>().Where(status => status != OnlineStatus.Offline)
                .Select(status => (EntryKey.Hyphenated(status.ToString()), (object)status))
                .Append(("na", OnlineStatus.NotAvailable))
                .Append(("dnd", OnlineStatus.DoNotDisturb))),
        [typeof(CronExpression)] = new("a cron expression", ParseCron),
        [typeof(LocalMoment)] = new("a time such as 2026-12-24T18:00 or 2026-12-24T18:00+01:00", LocalMoment.Parse),
        [typeof(RecurrenceRule)] = new("a rule of RFC 5545 such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", RecurrenceRule.Parse),
        [typeof(ExceptDate)] = new("a day such as 2026-12-25 or 12-25, days such as 2026-12-24..2027-01-01, or a calendar", ExceptDate.Parse),
        [typeof(TimeZoneInfo)] = new("a time zone (such as Europe/Stockholm)", ParseTimeZone),
    };

    /// <summary>The names of an enumeration.</summary>
    public static ValueKind OfEnum(Type type) =>
        Choice("one of these words", Enum.GetNames(type).Select(name => (EntryKey.Hyphenated(name), Enum.Parse(type, name))));

    private static ValueKind Choice(string what, IEnumerable<(string Word, object Value)> choices)
    {
        var values = choices.DistinctBy(choice => choice.Word).ToDictionary(choice => choice.Word, choice => choice.Value);
        return new ValueKind(
            $"{what} ({string.Join(", ", values.Keys)})",
            text => values.TryGetValue(text, out var value) ? value : Suggest(text, values.Keys))
        {
            Choices = [.. values.Keys],
        };
    }

    private static ValueKind Number<T>(string expected, NumberStyles style)
        where T : struct, INumberBase<T> =>
        new(expected, text => T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value) ? value : null);

    private static object? ParseDuration(string text)
    {
        var digits = text.TrimEnd('m', 's', 'h', 'd');
        if (digits.Length > 6 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        return text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(count),
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            "d" => TimeSpan.FromDays(count),
            _ => null,
        };
    }

    /// <summary>A duration as it would be written in the file.</summary>
    public static string Written(TimeSpan span) =>
        new (string Unit, TimeSpan Size)[]
        {
            ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
            ("ms", TimeSpan.FromMilliseconds(1)),
        }
        .Where(each => span == TimeSpan.Zero ? each.Unit == "s" : span.Ticks % each.Size.Ticks == 0)
        .Select(each => string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / each.Size.Ticks}{each.Unit}"))
        .First();

    /// <summary>
    /// An expression that takes no longer for a text that somebody has made for that. Where it looks around or back, which only .NET's other engine
    /// can, it gives up when it takes too long.
    /// </summary>
    private static Regex ParseRegex(string text)
    {
        if (text.Length == 0)
        {
            throw new FormatException("it is empty, and would be found in every text");
        }

        try
        {
            return MakeRegex(text, RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return MakeRegex(text, RegexOptions.None);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message);
        }
    }

    private static Regex MakeRegex(string text, RegexOptions engine) =>
        new(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | engine, TimeSpan.FromMilliseconds(100));

    private static IPEndPoint? ParseEndPoint(string text) =>
        // IPAddress reads "1" as 0.0.0.1; what it prints again in the same way is an address as people write it.
        ServerAddress.TrySplit(text, out var host, out var port) && IPAddress.TryParse(host, out var address)
            && address.ToString() == host
            ? new IPEndPoint(address, port)
            : null;

    private static ServerAddress? ParseServer(string text) =>
        text != "embedded" && Spelling.Nearest(text, ["embedded"]) is { } meant
            ? throw new FormatException(DidYouMean(meant))
            : ServerAddress.TryParse(text, out var address) ? address : null;

    private static WireText? ParseEncoding(string text)
    {
        try
        {
            return WireText.For(text);
        }
        catch (ArgumentException)
        {
            // Its message says what this kind's description says.
            return null;
        }
    }

    private static object? ParseRecipients(string text) => text switch
    {
        "contacts" => new Recipients(RecipientKind.Contacts, []),
        "online" => new Recipients(RecipientKind.Online, []),
        _ => Uin.TryParse(text, null, out var uin) ? new Recipients(RecipientKind.Uins, [uin]) : Suggest(text, ["contacts", "online"]),
    };

    /// <summary>A cron expression with the fields of crontab or of Quartz.</summary>
    /// <exception cref="FormatException">It is none, or never fires.</exception>
    public static CronExpression ParseCron(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (!text.StartsWith('@') && fields.Length is not (5 or 6 or 7))
        {
            throw new FormatException($"it has {fields.Length} fields; crontab has 5, Quartz 6 or 7 with the seconds first");
        }

        // Quartz reads such a field as "never" and fails later, when it looks for the next time.
        if (fields.Any(field => field.Trim(',').Length == 0))
        {
            throw new FormatException("a field has only commas");
        }

        var cron = CronExpression.Parse(text, fields.Length == 5 ? CronFormat.Unix : CronFormat.Quartz);
        if (fields.Length >= 5)
        {
            CheckNames(months: fields[fields.Length == 5 ? 3 : 4], weekdays: fields[fields.Length == 5 ? 4 : 5]);
        }

        // From the epoch on, and not from today, so that a good file does not go bad with time.
        return cron.GetNextValidTimeAfter(DateTimeOffset.UnixEpoch) is null
            ? throw new FormatException("there is no such day, so it never fires")
            : cron;
    }

    /// <summary>Quartz takes no notice of what is behind these names.</summary>
    private static void CheckNames(string months, string weekdays)
    {
        if (Array.Find(months.Split(','), part => part.Contains('/', StringComparison.Ordinal) && part.Any(char.IsAsciiLetter)) is { } steps)
        {
            throw new FormatException($"\"{MistakeList.Shown(steps)}\" has a step, which only numbers of months have");
        }

        if (weekdays.Contains('-', StringComparison.Ordinal)
            && (weekdays.Contains('#', StringComparison.Ordinal) || weekdays.EndsWith("L", StringComparison.OrdinalIgnoreCase)))
        {
            throw new FormatException($"\"{MistakeList.Shown(weekdays)}\" counts several weekdays, but # and L belong to one");
        }
    }

    private static object? ParseTimeZone(string text)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        var zones = TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id).ToList();
        var city = zones.Find(id => id.EndsWith("/" + text, StringComparison.OrdinalIgnoreCase));
        return city is null ? Suggest(text, zones) : throw new FormatException(DidYouMean(city));
    }

    private static object? Suggest(string text, IEnumerable<string> known) =>
        Spelling.Nearest(text, known) is { } meant ? throw new FormatException(DidYouMean(meant)) : null;

    private static string DidYouMean(string meant) => $"did you mean \"{meant}\"?";
}

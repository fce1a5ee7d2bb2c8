using System.Text.RegularExpressions;
using IcqBots.Protocol;
using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting.Testing;

/// <summary>Somebody who talks to the bot in a test. What the bot has sent to them is heard one after the other.</summary>
public sealed class Person
{
    private readonly Stage _stage;

    internal Person(Stage stage, Uin uin)
    {
        _stage = stage;
        Uin = uin;
    }

    /// <summary>Their number.</summary>
    public Uin Uin { get; }

    /// <summary>Says a text; the task ends when the script has nothing more to do about it now.</summary>
    public Task SaysAsync(string text, MessagePath path = MessagePath.Server) => SendsAsync(MessageType.Text, text, path);

    /// <summary>Sends a web address.</summary>
    public Task SendsUrlAsync(string address, string description = "") =>
        SendsAsync(MessageType.Url, new UrlMessage(description, address).ToText(_wire), MessagePath.Server);

    /// <summary>Adds the bot to their list.</summary>
    public Task AddsBotAsync(string nick = "") =>
        SendsAsync(MessageType.YouWereAdded, new YouWereAddedMessage(new UserInfo(nick, "", "", "")).ToText(_wire), MessagePath.Server);

    /// <summary>Asks for the permission to add the bot.</summary>
    public Task RequestsAuthorizationAsync(string reason = "", string nick = "") => SendsAsync(
        MessageType.AuthorizationRequest, new AuthorizationRequestMessage(new UserInfo(nick, "", "", ""), reason).ToText(_wire), MessagePath.Server);

    /// <summary>Comes online, or changes the status, as the bot sees of those on its contact list.</summary>
    public Task ComesOnlineAsync(OnlineStatus? status = null) => _stage.ShowAsync(Uin, status ?? OnlineStatus.Online);

    /// <summary>Goes offline.</summary>
    public Task GoesOfflineAsync() => _stage.ShowAsync(Uin, OnlineStatus.Offline);

    /// <summary>The next text that the bot has sent to them is this one.</summary>
    /// <exception cref="ScriptTestException">It is another one, or there is none.</exception>
    public void Hears(string text) => Check(heard => heard == text, ScriptTestException.Quote(text));

    /// <summary>The next text fits a regular expression.</summary>
    /// <exception cref="ScriptTestException">It does not, or there is none.</exception>
    public void HearsMatch(string pattern) =>
        Check(heard => Regex.IsMatch(heard, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), $"something like {pattern}");

    /// <summary>The next text is one of these.</summary>
    /// <exception cref="ScriptTestException">It is not, or there is none.</exception>
    public void HearsOneOf(params string[] texts) => Check(texts.Contains, string.Join(" or ", texts.Select(ScriptTestException.Quote)));

    /// <summary>The next text, whatever it is.</summary>
    /// <exception cref="ScriptTestException">There is none.</exception>
    public string Hears()
    {
        var text = "";
        Check(
            heard =>
            {
                text = heard;
                return true;
            },
            "something");
        return text;
    }

    /// <summary>The bot has sent them nothing that they have not heard.</summary>
    /// <exception cref="ScriptTestException">It has.</exception>
    public void HearsNothing()
    {
        if (_stage.Unheard(Uin).TryPeek(out var heard))
        {
            throw new ScriptTestException($"{Uin} should hear nothing, but hears {ScriptTestException.Quote(heard)}");
        }
    }

    /// <summary>All that they have not heard yet.</summary>
    internal IReadOnlyList<string> HearsAll()
    {
        var texts = new List<string>();
        while (_stage.Unheard(Uin).TryDequeue(out var text))
        {
            texts.Add(text);
        }

        return texts;
    }

    private static readonly WireText _wire = WireText.For("windows-1252");

    private Task SendsAsync(MessageType type, string text, MessagePath path) => _stage.HearAsync(
        Uin,
        bot => Incoming.Create(bot, new MessageOrigin(Uin, type, _stage.Clock.GetUtcNow(), path), text, _wire));

    private void Check(Func<string, bool> isExpected, string expected)
    {
        if (!_stage.Unheard(Uin).TryDequeue(out var heard))
        {
            throw new ScriptTestException($"{Uin} should hear {expected}, but hears nothing{_stage.HintFor(Uin)}");
        }

        if (!isExpected(heard))
        {
            throw new ScriptTestException($"{Uin} should hear {expected}, but hears {ScriptTestException.Quote(heard)}");
        }
    }
}

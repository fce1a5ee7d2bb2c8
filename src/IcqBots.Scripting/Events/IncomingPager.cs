using IcqBots.Protocol.Messages;

namespace IcqBots.Scripting;

/// <summary>A message from a web page (web pager) or by e-mail (e-mail express). Its sender has no UIN: it comes from 10, and cannot be answered.</summary>
public sealed class IncomingPager : Incoming
{
    private readonly PagerMessage _content;

    internal IncomingPager(IScriptBot bot, MessageOrigin origin, PagerMessage content)
        : base(bot, origin) => _content = content;

    /// <summary>The sender's name, as they say themselves.</summary>
    public string Name => _content.Name;

    /// <summary>The sender's e-mail address, as they say themselves.</summary>
    public string Email => _content.Email;

    /// <summary>The text, which begins with lines such as <c>Subject:</c>.</summary>
    public string Text => _content.Text;

    /// <summary>True for e-mail express, false for the web pager.</summary>
    public bool IsEmail => Type == IcqBots.Protocol.MessageType.EmailExpress;
}

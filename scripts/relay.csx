// Forwards what people write to another UIN, who answers with "to UIN text".

record RelaySettings(Uin ForwardTo, string Thanks = "Thank you, I pass it on.");

var settings = Settings<RelaySettings>();
if (settings.ForwardTo == Uin)
{
    throw new FormatException("forward-to is the bot itself: name another UIN");
}

OnMessage(message => message.From != settings.ForwardTo, message => SendAsync(settings.ForwardTo, $"{message.From}: {message.Text}"));

OnMessage(message => message.From != settings.ForwardTo, message => message.ReplyAsync(settings.Thanks)).OncePerPerson(TimeSpan.FromDays(1));

OnUrl(async url =>
{
    if (url.From != settings.ForwardTo)
    {
        await SendUrlAsync(settings.ForwardTo, url.Address, $"{url.From}: {url.Description}");
    }
});

OnMessage(message => message.From == settings.ForwardTo, message => message.ReplyAsync("Whom is that for? Write: to UIN text"))
    .Cooldown(TimeSpan.FromMinutes(1));

OnCommand("to {uin:uin} {text:text}", async (IncomingMessage message, Uin uin, string text) =>
{
    await SendAsync(uin, text);
    await message.ReplyAsync($"Sent to {uin}.");
}).For(settings.ForwardTo).Summary("answers somebody");

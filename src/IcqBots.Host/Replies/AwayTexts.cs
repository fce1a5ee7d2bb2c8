using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Replies;

/// <summary>
/// The away message of a bot: what the last change of the status gave, else the one of bots.yaml for the status. Texts of bots.yaml are filled
/// for whoever gets them; those of scripts are taken as they are.
/// </summary>
/// <param name="ofStatus">Those of bots.yaml.</param>
/// <param name="source">Fills them.</param>
/// <param name="first">What the status has with which the bot begins.</param>
internal sealed class AwayTexts(IReadOnlyDictionary<AwayStatus, TextTemplate> ofStatus, TemplateSource source, TextTemplate? first)
{
    /// <summary>What the last change of the status gave: a <see cref="TextTemplate"/>, a text, or nothing.</summary>
    private object? _given = first;

    /// <summary>The status changes, with an away message of bots.yaml; null: it gives none.</summary>
    public void Change(TextTemplate? message) => Volatile.Write(ref _given, message);

    /// <summary>The status changes, with an away message of a script; empty: it gives none.</summary>
    public void Change(string message) => Volatile.Write(ref _given, message.Length > 0 ? message : null);

    /// <summary>What a person gets while the status is so, with their nick as far as it is known; empty where there is no away message.</summary>
    public string For(Uin person, OnlineStatus status) => Current(status) switch
    {
        TextTemplate template => template.Fill(source.For(person)),
        var text => (string?)text ?? "",
    };

    /// <summary>The same; the server is asked for a nick that is not known. It throws nothing.</summary>
    public async ValueTask<string> ForAsync(Uin person, OnlineStatus status) => Current(status) switch
    {
        TextTemplate template => template.Fill(await source.ForAnswerAsync(person, template, CancellationToken.None)),
        var text => (string?)text ?? "",
    };

    private object? Current(OnlineStatus status) =>
        Volatile.Read(ref _given) ?? (status.HasMessageToRead ? ofStatus.GetValueOrDefault((AwayStatus)status.Shown) : null);
}

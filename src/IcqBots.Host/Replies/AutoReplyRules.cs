using System.Text.RegularExpressions;
using IcqBots.Host.Configuration;
using IcqBots.Host.Templates;
using IcqBots.Scripting;
using IcqBots.Scripting.Running;
using Microsoft.Extensions.Logging;

namespace IcqBots.Host.Replies;

/// <summary>Answers texts by the rules of bots.yaml: the first that fits answers.</summary>
internal sealed partial class AutoReplyRules(
    IScriptBot bot,
    IReadOnlyList<AutoReplyEntry> entries,
    TimeZoneInfo zone,
    TemplateSource texts,
    AwayPeriod period,
    AnsweredMarks marks,
    FirstContacts firstContacts,
    ReplyAudience audience,
    ReplySender sender)
{
    private readonly ReplyRule[] _rules = [.. entries.Select(entry => new ReplyRule(entry))];

    /// <summary>True when a rule has taken the message: scripts do not get it.</summary>
    public async ValueTask<bool> TryTakeAsync(ReplyTurn turn)
    {
        var message = turn.Message;
        var isFirst = Array.Exists(_rules, rule => rule.NeedsFirstContact) && firstContacts.IsFirst(message);
        if (audience.WhyNot(message, turn.Text) is { } never)
        {
            Trace.Current?.Note($"no rule is tried: {never}");
            return false;
        }

        var since = period.Since(bot.Status);
        var moment = new ReplyMoment(
            bot.Status, TimeZoneInfo.ConvertTime(bot.Clock.GetUtcNow(), zone), person => bot.Contacts.Any(contact => contact.Uin == person), isFirst);
        if (Find(turn, moment, since, out var match) is not { } rule)
        {
            return false;
        }

        turn.RuleOfText = rule.When is { AsksForText: true } ? rule.Name : null;
        if (turn.IsAdmitted)
        {
            marks.Note(WhatOf(rule), message, rule.OncePer, since);
            await AnswerAsync(turn, rule, match);
        }

        return !rule.Continue;
    }

    private AutoReplyEntry? Find(ReplyTurn turn, ReplyMoment moment, DateTimeOffset? since, out Match? match)
    {
        foreach (var rule in _rules)
        {
            var hadTime = !rule.HasTakenTooLong;
            var reason = rule.WhyNot(turn, moment, out match)
                ?? marks.WhyNot(WhatOf(rule.Entry), turn.Message, rule.Entry.OncePer, since);
            if (hadTime && rule.HasTakenTooLong)
            {
                LogSlow(bot.Log, rule.Entry.Name);
            }

            if (reason is null)
            {
                Trace.Current?.Note($"rule \"{rule.Entry.Name}\" matches");
                return rule.Entry;
            }

            Trace.Current?.Note($"rule \"{rule.Entry.Name}\" does not match: {reason}");
        }

        match = null;
        return null;
    }

    private async Task AnswerAsync(ReplyTurn turn, AutoReplyEntry rule, Match? match)
    {
        if (rule.Answer.Count > 0)
        {
            var index = rule.Answer.Count == 1 ? 0 : bot.Random.Next(rule.Answer.Count);
            var template = rule.Answer[index];
            var values = await texts.ForAnswerAsync(turn.Message.From, template, CancellationToken.None);
            Trace.Current?.Note(rule.Answer.Count == 1 ? "answered" : $"answered with answer {index + 1} of {rule.Answer.Count}");
            sender.Answer(turn.Message, template.Fill(values with { Text = turn.Text, Match = match }));
        }

        if (rule.ForwardTo is { } to && turn.IsPassedOn)
        {
            await sender.ForwardAsync(turn.Message, turn.Text, to);
        }
    }

    private static string WhatOf(AutoReplyEntry rule) => $"rule {rule.Name}";

    [LoggerMessage(LogLevel.Warning, "The regular expression of the rule {Rule} took too long for a text and was given up. (Told once.)")]
    private static partial void LogSlow(ILogger log, string rule);
}

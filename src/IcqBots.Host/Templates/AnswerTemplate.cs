using System.Text.RegularExpressions;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Templates;

/// <summary>
/// The text of an answer, which may have <c>{text}</c>, and the groups of a regular expression that is known only when the mapping around it is.
/// </summary>
public sealed class AnswerTemplate : TextTemplate
{
    private AnswerTemplate(string text)
        : base(text, TemplateNames.Answer)
    {
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="TemplateException">It has a name that no answer has, or a brace that stands alone.</exception>
    public static AnswerTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AnswerTemplate(text);
    }

    /// <summary>Where a mistake of the text is in bots.yaml; null: the text is in no file.</summary>
    internal Func<TemplateException, Place>? PlaceOf { get; private set; }

    /// <summary>The names that are no groups of the expression, where there is one.</summary>
    internal IEnumerable<TemplateException> MistakesWith(Regex? expression)
    {
        var names = TemplateNames.AnswerTo(expression);
        foreach (var group in Groups)
        {
            TemplateException? mistake = null;
            try
            {
                names.Read(group.Value, group.Position);
            }
            catch (TemplateException e)
            {
                mistake = e;
            }

            if (mistake is not null)
            {
                yield return mistake;
            }
        }
    }

    /// <summary>Tells where the text is in bots.yaml.</summary>
    internal void SetPlace(Func<TemplateException, Place> placeOf) => PlaceOf = placeOf;
}

using System.Text;

namespace IcqBots.Host.Templates;

/// <summary>Takes the text of a template apart.</summary>
internal static class TemplateReader
{
    private static readonly char[] _ends = ['{', '}', '\r', '\n'];

    /// <summary>The pieces of a text, in their order.</summary>
    /// <exception cref="TemplateException">A brace stands alone, or there is no such name.</exception>
    public static IReadOnlyList<TemplateField> Read(string text, TemplateNames names)
    {
        var fields = new List<TemplateField>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var each = text[i];
            if (each is not ('{' or '}'))
            {
                literal.Append(each);
            }
            else if (i + 1 < text.Length && text[i + 1] == each)
            {
                literal.Append(each);
                i++;
            }
            else if (each == '}')
            {
                throw new TemplateException(i, "}", "a } without a { before it; write }} for the character itself");
            }
            else
            {
                EndLiteral();
                var end = text.IndexOfAny(_ends, i + 1);
                if (end < 0 || text[end] != '}')
                {
                    throw new TemplateException(i, "{", "a { that no } closes on its line; write {{ for the character itself");
                }

                fields.Add(names.Read(text[(i + 1)..end], i));
                i = end;
            }
        }

        EndLiteral();
        return fields;

        void EndLiteral()
        {
            if (literal.Length > 0)
            {
                fields.Add(new TemplateField(FieldKind.Literal, literal.ToString(), Position: -1));
                literal.Clear();
            }
        }
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace IcqBots.Host.Configuration;

/// <summary>The summaries of the entries' properties, from the documentation file that the compiler writes beside the program.</summary>
internal sealed class EntrySummaries
{
    private readonly Dictionary<string, string> _summaries;

    private EntrySummaries(Dictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>Reads the file; without it, or where it is damaged, there are no summaries.</summary>
    public static EntrySummaries Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{typeof(EntrySummaries).Assembly.GetName().Name}.xml");
        try
        {
            return new EntrySummaries(XDocument.Load(path).Descendants("member")
                .ToDictionary(member => member.Attribute("name")?.Value ?? "", member => TextOf(member.Element("summary"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException or ArgumentException)
        {
            return new EntrySummaries([]);
        }
    }

    /// <summary>The summary of a property on one line; empty where there is none.</summary>
    public string Of(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static string TextOf(XElement? summary) => Regex.Replace(
        string.Concat((summary?.DescendantNodes() ?? []).Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value.Split('.')[^1] ?? "",
            _ => "",
        })),
        @"\s+",
        " ").Trim();
}

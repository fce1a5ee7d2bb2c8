using System.Globalization;
using System.Xml.Linq;
using IcqBots.Scripting.Testing;

namespace IcqBots.Commands;

/// <summary>Writes results of tests in the format of Visual Studio's test runner, which CI servers and editors read.</summary>
internal static class TrxFile
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Writes a file, over one that is there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ScriptTestResult> results, DateTimeOffset ended)
    {
        // The ids only tie the parts of one file together.
        var tests = results.Index().Select(each => (Result: each.Item, Id: new Guid(each.Index + 1, 0, 0, new byte[8]))).ToList();
        var list = new Guid("8c84fa94-04c1-424b-9868-57a2d4851a1d");
        var failed = results.Count(result => result.Failure is not null);
        new XDocument(
            new XElement(
                _trx + "TestRun",
                new XAttribute("id", Guid.NewGuid()),
                new XAttribute("name", "icqbots test"),
                TimesOf(ended, results),
                new XElement(_trx + "Results", tests.Select(test => ResultOf(test.Result, test.Id, list))),
                new XElement(_trx + "TestDefinitions", tests.Select(test => DefinitionOf(test.Result, test.Id))),
                new XElement(_trx + "TestEntries", tests.Select(test => new XElement(
                    _trx + "TestEntry", Attribute("testId", test.Id), Attribute("executionId", test.Id), Attribute("testListId", list)))),
                new XElement(_trx + "TestLists", new XElement(_trx + "TestList", Attribute("name", "Results Not in a List"), Attribute("id", list))),
                new XElement(
                    _trx + "ResultSummary",
                    Attribute("outcome", failed > 0 ? "Failed" : "Completed"),
                    new XElement(
                        _trx + "Counters",
                        Attribute("total", results.Count),
                        Attribute("executed", results.Count),
                        Attribute("passed", results.Count - failed),
                        Attribute("failed", failed)))))
            .Save(path);
    }

    private static XElement TimesOf(DateTimeOffset ended, IReadOnlyList<ScriptTestResult> results)
    {
        var began = ended - TimeSpan.FromTicks(results.Sum(result => result.Took.Ticks));
        return new XElement(
            _trx + "Times",
            new XAttribute("creation", began),
            new XAttribute("queuing", began),
            new XAttribute("start", began),
            new XAttribute("finish", ended));
    }

    private static XElement ResultOf(ScriptTestResult result, Guid id, Guid list) => new(
        _trx + "UnitTestResult",
        Attribute("testId", id),
        Attribute("executionId", id),
        Attribute("testListId", list),
        Attribute("testName", $"{result.File}: {result.Name}"),
        Attribute("computerName", "icqbots"),
        Attribute("testType", "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b"),
        Attribute("duration", result.Took.ToString("c", CultureInfo.InvariantCulture)),
        Attribute("outcome", result.Failure is null ? "Passed" : "Failed"),
        result.Failure is null
            ? null
            : new XElement(_trx + "Output", new XElement(_trx + "ErrorInfo", new XElement(_trx + "Message", Clean(result.Failure)))));

    private static XElement DefinitionOf(ScriptTestResult result, Guid id) => new(
        _trx + "UnitTest",
        Attribute("name", $"{result.File}: {result.Name}"),
        Attribute("storage", result.File),
        Attribute("id", id),
        new XElement(_trx + "Execution", Attribute("id", id)),
        new XElement(
            _trx + "TestMethod",
            Attribute("codeBase", result.File),
            Attribute("adapterTypeName", "executor://icqbots"),
            Attribute("className", result.File),
            Attribute("name", result.Name)));

    private static XAttribute Attribute(string name, object value) => new(name, value is string text ? Clean(text) : value);

    /// <summary>What somebody says in a test may hold characters that XML does not allow.</summary>
    private static string Clean(string text) => string.Concat(text.Select(each => System.Xml.XmlConvert.IsXmlChar(each) ? each : '?'));
}

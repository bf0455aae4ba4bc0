using System.Xml;
using System.Xml.Linq;

namespace Antpath.TestCommand;

/// <summary>What one test project did, from the XML that xUnit writes.</summary>
internal sealed record TestReport
{
    public int Passed { get; init; }

    /// <summary>One text per failure: the test's name, the message and where it happened.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    public IReadOnlyList<SkippedTest> Skipped { get; init; } = [];

    public int Ran => Passed + Failures.Count + Skipped.Count;

    /// <summary>Nothing but the reason why there is no report counts as one failure: a crashed project must not look like a small one.</summary>
    public static TestReport Crashed(string reason) => new() { Failures = [reason] };

    /// <exception cref="XmlException">The text is not complete XML: the project was cut off while it wrote.</exception>
    public static TestReport Parse(string xml)
    {
        var assemblies = XDocument.Parse(xml).Descendants("assembly").ToList();
        var tests = assemblies.Descendants("test").ToLookup(test => (string?)test.Attribute("result"));
        return new TestReport
        {
            Passed = tests["Pass"].Count(),
            Failures =
            [
                .. tests["Fail"].Select(test => Describe((string?)test.Attribute("name") ?? "unnamed test", test.Element("failure"), (string?)test.Element("output"))),
                .. assemblies.Descendants("error").Select(error => Describe($"{(string?)error.Attribute("type")} {(string?)error.Attribute("name")}", error.Element("failure"), output: null)),
            ],
            Skipped = [.. tests["Skip"].Select(test => new SkippedTest((string?)test.Attribute("name") ?? "unnamed test", (string?)test.Element("reason") ?? "no reason given", IsLive(test)))],
        };
    }

    private static bool IsLive(XElement test) =>
        test.Descendants("trait").Any(trait => (string?)trait.Attribute("name") == "Category" && (string?)trait.Attribute("value") == "Live");

    private static string Describe(string name, XElement? failure, string? output)
    {
        var parts = new[] { name, (string?)failure?.Element("message"), (string?)failure?.Element("stack-trace"), output is null ? null : $"Output:\n{output}" };
        return string.Join('\n', parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }
}

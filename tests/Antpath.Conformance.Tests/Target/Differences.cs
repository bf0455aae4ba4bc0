using System.Text;

namespace Antpath.Conformance.Tests.Target;

/// <summary>
/// What §17 of the contract leaves open. Against the emulator the expectation must hold; against any other provider a difference is no failure but a line
/// of the report.
/// </summary>
public sealed class Differences(bool isEmulator)
{
    private readonly List<(string Section, string Question, string Expected, string Observed)> _rows = [];

    /// <param name="section">Such as <c>§17.1</c>.</param>
    /// <param name="expected">What the emulator does.</param>
    public void Observe(string section, string question, string expected, string observed)
    {
        lock (_rows)
            _rows.Add((section, question, expected, observed));
        if (isEmulator)
            Assert.Equal(expected, observed);
    }

    public string Render(string provider, string spending, IReadOnlyList<string> leftBehind)
    {
        var text = new StringBuilder();
        text.AppendLine("# Conformance report").AppendLine();
        text.Append("Provider: ").AppendLine(provider).AppendLine();
        text.AppendLine(spending).AppendLine();
        lock (_rows)
        {
            text.Append($"Open questions asked: {_rows.Count}; answered otherwise than the emulator does: {_rows.Count(row => row.Expected != row.Observed)}.").AppendLine().AppendLine();
            text.AppendLine("| Contract | Question | Emulator | Observed | |").AppendLine("| --- | --- | --- | --- | --- |");
            foreach (var (section, question, expected, observed) in _rows.OrderBy(row => row.Section, StringComparer.Ordinal))
                text.AppendLine($"| {section} | {Cell(question)} | {Cell(expected)} | {Cell(observed)} | {(expected == observed ? "" : "**differs**")} |");
        }
        text.AppendLine().AppendLine(leftBehind.Count == 0 ? "Nothing was left behind." : "Left behind, to be removed by hand:").AppendLine();
        foreach (string left in leftBehind)
            text.Append("- ").AppendLine(left);
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}

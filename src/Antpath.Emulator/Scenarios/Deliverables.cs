using System.Globalization;
using System.Text;
using Antpath.Emulator.Files;

namespace Antpath.Emulator.Scenarios;

/// <summary>Believable files made from a prompt: the same prompt gives the same bytes.</summary>
internal static class Deliverables
{
    private static readonly string[] Aspects = ["Scope", "Data quality", "Effort", "Risk", "Cost", "Maintainability", "Security", "Adoption", "Latency", "Coverage"];
    private static readonly string[] Verdicts = ["strong", "adequate", "mixed", "needs follow-up"];

    public static OutputFile Report(ScenarioContext context)
    {
        var text = new StringBuilder();
        text.Append("# ").AppendLine(context.Subject()).AppendLine();
        text.AppendLine("## Request").AppendLine();
        foreach (string line in Clip(context.Prompt, 4_000).Split('\n'))
            text.Append("> ").AppendLine(line.TrimEnd());
        text.AppendLine().AppendLine("## Summary").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"Prepared by {context.Session.Agent.Name} with {context.Session.Agent.ModelId} (emulated). ");
        text.AppendLine("The findings below are placeholders with a stable shape; the table in findings.csv carries the same rows.").AppendLine();
        text.AppendLine("| Aspect | Verdict | Score |").AppendLine("| --- | --- | ---: |");
        foreach ((string aspect, string verdict, int score) in Rows(context.Seed))
            text.Append(CultureInfo.InvariantCulture, $"| {aspect} | {verdict} | {score} |").AppendLine();
        if (context.Inputs() is { Count: > 0 } inputs)
        {
            text.AppendLine().AppendLine("## Inputs read").AppendLine();
            foreach ((string path, StoredFile file) in inputs)
                text.Append(CultureInfo.InvariantCulture, $"- `{path}` ({file.SizeBytes} bytes)").AppendLine();
        }
        return new OutputFile("report.md", FileContent.Text(text.ToString()));
    }

    public static OutputFile Table(ScenarioContext context)
    {
        var text = new StringBuilder("aspect,verdict,score\n");
        foreach ((string aspect, string verdict, int score) in Rows(context.Seed))
            text.Append(CultureInfo.InvariantCulture, $"{aspect},{verdict},{score}\n");
        return new OutputFile("findings.csv", FileContent.Text(text.ToString()));
    }

    public static OutputFile Log(ScenarioContext context) => new("run.log", FileContent.Text(
        $"[1] read the request ({context.Prompt.Length} characters)\n[2] looked at {context.Inputs().Count} input files\n[3] wrote report.md\n[4] wrote findings.csv\n[5] done\n"));

    public static OutputFile Numbered(ScenarioContext context, int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"part-{number:000}.{(number % 3) switch { 0 => "md", 1 => "csv", _ => "txt" }}");
        return new OutputFile(name, FileContent.Text($"Part {number} of: {context.Subject()}\nchecksum,{unchecked((uint)(context.Seed * 31) + (uint)number)}\n"));
    }

    public static string Clip(string text, int charsMax) => text.Length <= charsMax ? text : text[..charsMax] + "…";

    private static IEnumerable<(string Aspect, string Verdict, int Score)> Rows(int seed)
    {
        int count = 5 + (seed % 4);
        for (int i = 0; i < count; i++)
        {
            int score = 40 + ((seed >> (i % 16)) % 61);
            yield return (Aspects[(seed + (i * 3)) % Aspects.Length], Verdicts[(100 - score) / 16 % Verdicts.Length], score);
        }
    }
}

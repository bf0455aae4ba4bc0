using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Chaos.Stack;
using Antpath.Chaos.Trouble;
using Antpath.Chaos.Verdict;

namespace Antpath.Chaos;

/// <summary>What happened and what was found, as a table and as JSON.</summary>
internal sealed record ChaosReport
{
    private const int ExamplesMax = 10;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public required int Seed { get; init; }

    public required int Runs { get; init; }

    public required int Workers { get; init; }

    /// <summary>From the first submission until every run was over.</summary>
    public required TimeSpan Took { get; init; }

    public required TroubleTally Trouble { get; init; }

    public required IReadOnlyDictionary<string, long> Faults { get; init; }

    /// <summary>How long runs of a struck worker waited for another claim, ascending.</summary>
    public required IReadOnlyList<TimeSpan> Takeovers { get; init; }

    public required IReadOnlyList<KindTally> Kinds { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public bool Held => Findings.All(finding => finding.Broken.Count == 0);

    public string ToTable()
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"chaos, seed {Seed}: {Runs} runs, {Workers} workers; {ProcessSettings.InWords}");
        Row(text, "runs a minute", Number(Runs / Took.TotalMinutes));
        Row(text, "troubles", Trouble.ToString());
        Row(text, "provider faults", $"{Faults.Values.Sum()} ({string.Join(", ", Faults.Select(fault => $"{fault.Key} {fault.Value}"))})");
        Row(text, "takeovers", Takeovers.Count == 0 ? "none" : $"{Takeovers.Count}, half within {Seconds(0.5)}, 99 % within {Seconds(0.99)}, last {Seconds(1)}");
        text.AppendLine();
        foreach (var kind in Kinds)
            Row(text, kind.Kind, string.Join(", ", kind.Statuses.Select(status => $"{status.Value} {status.Key}")));
        text.AppendLine();
        foreach (var finding in Findings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {finding.Promise,-52} {finding.Broken.Count,5} of {finding.Looked}");
            foreach (var example in finding.Broken.Take(ExamplesMax))
                text.AppendLine(CultureInfo.InvariantCulture, $"      {example}");
        }

        return text.AppendLine().Append(Held ? "Everything held." : "NOT everything held.").ToString();
    }

    public string ToJson() => new JsonObject
    {
        ["seed"] = Seed,
        ["runs"] = Runs,
        ["workers"] = Workers,
        ["held"] = Held,
        ["seconds"] = Math.Round(Took.TotalSeconds, 1),
        ["troubles"] = JsonSerializer.SerializeToNode(Trouble),
        ["faults"] = JsonSerializer.SerializeToNode(Faults),
        ["takeoverSeconds"] = JsonSerializer.SerializeToNode(Takeovers.Select(taken => Math.Round(taken.TotalSeconds, 2))),
        ["kinds"] = JsonSerializer.SerializeToNode(Kinds),
        ["findings"] = JsonSerializer.SerializeToNode(Findings),
    }.ToJsonString(Indented);

    private static void Row(StringBuilder text, string name, string value) => text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-24} {value}");

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private string Seconds(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{Takeovers[Math.Min(Takeovers.Count - 1, (int)(share * Takeovers.Count))].TotalSeconds:0.0} s");
}

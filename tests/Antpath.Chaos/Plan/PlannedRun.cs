namespace Antpath.Chaos.Plan;

/// <summary>One run as the seed wants it.</summary>
/// <param name="Number">From 0; also in its prompt, so that no two runs' files are alike.</param>
/// <param name="Workspace">Index of its workspace.</param>
/// <param name="Kind">What happens in it.</param>
/// <param name="ArrivesAfter">How long after the beginning it is submitted.</param>
/// <param name="ActsAfter">How long after its acceptance the user acts, if the kind has the user act.</param>
internal sealed record PlannedRun(int Number, int Workspace, RunKind Kind, TimeSpan ArrivesAfter, TimeSpan ActsAfter)
{
    /// <summary>The shortest deadline the product accepts, for the kind that has to meet it.</summary>
    private const int SecondsMin = 30;

    private const int SecondsUsual = 3600;

    /// <summary>Spreads the runs over the troubles, so that each trouble meets runs in every phase.</summary>
    private static readonly TimeSpan BetweenArrivals = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes repeated submissions of this run one run.</summary>
    public string IdempotencyKey => $"chaos-{Number}";

    /// <summary>The template, as JSON.</summary>
    public string Template => $$"""
        {
          "name": "chaos",
          "agent": { "model": "claude-opus-5-5" },
          "prompt": "Run {{Number}}. [[scenario: {{Kind.Scenario}}]]",
          "limits": { "maxDurationSeconds": {{(Kind.EndsAs.Contains("timed_out") ? SecondsMin : SecondsUsual)}} }
        }
        """;

    /// <summary>Draws a plan. The same seed draws the same one.</summary>
    public static IReadOnlyList<PlannedRun> Draw(Random random, int runs, int workspaces)
    {
        var tickets = RunKind.All.SelectMany(kind => Enumerable.Repeat(kind, kind.Weight)).ToList();
        return
        [
            .. Enumerable.Range(0, runs).Select(number => new PlannedRun(
                number,
                random.Next(workspaces),
                number < RunKind.All.Count ? RunKind.All[number] : tickets[random.Next(tickets.Count)], // each kind at least once
                number * BetweenArrivals,
                TimeSpan.FromSeconds(random.NextDouble() * 6))),
        ];
    }
}

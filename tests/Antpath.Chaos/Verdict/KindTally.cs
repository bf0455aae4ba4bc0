using Antpath.Chaos.Plan;

namespace Antpath.Chaos.Verdict;

/// <summary>How the runs of one kind ended.</summary>
/// <param name="Kind">The kind's name.</param>
/// <param name="Statuses">Final statuses, with their codes where they are not what the kind ends with by itself, and how often.</param>
internal sealed record KindTally(string Kind, IReadOnlyDictionary<string, int> Statuses)
{
    public static IReadOnlyList<KindTally> Count(IEnumerable<AcceptedRun> accepted, IReadOnlyDictionary<Guid, RunRecord> runs) =>
    [
        .. accepted.GroupBy(run => run.Plan.Kind).OrderBy(kind => kind.Key.Name, StringComparer.Ordinal).Select(kind => new KindTally(
            kind.Key.Name,
            kind.GroupBy(run => Ending(kind.Key, runs.GetValueOrDefault(run.Id.Value)), StringComparer.Ordinal)
                .OrderByDescending(ending => ending.Count()).ToDictionary(ending => ending.Key, ending => ending.Count(), StringComparer.Ordinal))),
    ];

    private static string Ending(RunKind kind, RunRecord? run) => run switch
    {
        null => "lost",
        _ when run.Deleted || kind.EndsAs.Contains(run.Status) => run.Status,
        _ => $"{run.Status} ({run.StatusCode})",
    };
}

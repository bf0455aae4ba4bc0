using Antpath.Runs;

namespace Antpath.Workspaces;

/// <summary>What a workspace used in a span of time.</summary>
public sealed record UsageView
{
    /// <summary>Start of the span, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the span, exclusive.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Runs submitted in the span.</summary>
    public required long RunCount { get; init; }

    /// <summary>The sums.</summary>
    public required UsageTotals Totals { get; init; }
}

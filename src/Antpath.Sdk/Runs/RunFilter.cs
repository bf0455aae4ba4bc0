namespace Antpath;

/// <summary>Which runs to list. Conditions that are set must all hold; an empty filter lists every run.</summary>
public sealed record RunFilter
{
    /// <summary>Any of these user-facing statuses (<see cref="Runs.RunStatus"/>); empty for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>All of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A template's name, or its hash as <c>sha256:…</c>.</summary>
    public string? Template { get; init; }

    /// <summary>Submitted after this instant.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Submitted before this instant.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Runs fetched with one call, 1 to 200. Default 50. How many are listed is up to the reader: stop reading to stop fetching.</summary>
    public int PageSize { get; init; } = Runs.RunListLimits.PageDefault;
}

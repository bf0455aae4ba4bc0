namespace Antpath.Engine.Runs;

/// <summary>Which runs to list. Everything given must hold.</summary>
public sealed record RunFilter
{
    /// <summary>Values of <c>RunStatus</c>; a run has one of them. Empty: any.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>The run has all of them. Empty: any.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A template's name, or its hash <c>sha256:…</c>. Null: any.</summary>
    public string? Template { get; init; }

    /// <summary>Accepted after this instant. Null: whenever.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Accepted before this instant. Null: whenever.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

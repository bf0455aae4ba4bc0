namespace Antpath.Engine.Providers;

/// <summary>
/// What every created resource carries so that it can be found again: in metadata where the provider offers it, in the name otherwise.
/// The search after a lost answer, and every sweep, match it exactly (provider contract §15).
/// </summary>
public sealed record ResourceMarker
{
    /// <summary>This installation, so that several may share one provider workspace. 1–32 of [a-z0-9-].</summary>
    public required string Installation { get; init; }

    /// <summary>The run, in its text form.</summary>
    public required string Run { get; init; }

    /// <summary>Which of its kind inside the attempt, e.g. <c>agent</c> or <c>skill:house-style</c>.</summary>
    public required string LocalKey { get; init; }

    /// <summary>The attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The create try inside the attempt, from 1: a late duplicate of an earlier try stays recognisable.</summary>
    public required int Try { get; init; }
}

using Antpath.Ids;

namespace Antpath.Chaos.Plan;

/// <summary>A run the API has acknowledged: from now on it must not be lost.</summary>
internal sealed record AcceptedRun(PlannedRun Plan, RunId Id)
{
    /// <summary>Whether the user's cancel or delete was acknowledged.</summary>
    public bool Acted { get; set; }
}

using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>One outcome a client defined and how it stands (§12.2).</summary>
internal sealed record OutcomeEvaluation(string OutcomeId, string Description, int Iteration, string Result, string? Explanation, DateTimeOffset? CompletedAt)
{
    /// <summary>One at a time (§13.1).</summary>
    public bool Active => Result is "pending" or "running" or "evaluating";

    public JsonObject Render() => new()
    {
        ["type"] = "outcome_evaluation",
        ["outcome_id"] = OutcomeId,
        ["description"] = Description,
        ["iteration"] = Iteration,
        ["result"] = Result,
        ["explanation"] = Explanation,
        ["completed_at"] = Timestamps.Write(CompletedAt),
    };
}

using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>One outcome a client defined and how it stands (§12.2).</summary>
internal sealed record OutcomeEvaluation(string OutcomeId, string Description, int Iteration, string Result, string? Explanation, DateTimeOffset? CompletedAt)
{
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

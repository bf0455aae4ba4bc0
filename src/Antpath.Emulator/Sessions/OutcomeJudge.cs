using System.Text.Json.Nodes;
using Antpath.Emulator.Events;

namespace Antpath.Emulator.Sessions;

/// <summary>Judges outcomes (§12.2): always reached, at the first try.</summary>
internal static class OutcomeJudge
{
    private const string Explanation = "The emulator judges every outcome as reached.";

    public static void Approve(Session session, SessionEvents events, QueuedEvent defined)
    {
        string outcomeId = (string)defined.Body["outcome_id"]!;
        string start = events.Append("span.outcome_evaluation_start", new JsonObject { ["outcome_id"] = outcomeId, ["iteration"] = 1 });
        events.Append("span.outcome_evaluation_end", new JsonObject
        {
            ["outcome_id"] = outcomeId,
            ["iteration"] = 1,
            ["result"] = "satisfied",
            ["explanation"] = Explanation,
            ["outcome_evaluation_start_id"] = start,
            ["usage"] = ModelUsage.None.Render(),
        });
        int index = session.Outcomes.FindIndex(outcome => outcome.OutcomeId == outcomeId);
        session.Outcomes[index] = session.Outcomes[index] with { Result = "satisfied", Explanation = Explanation, CompletedAt = session.Log.Processed[^1].ProcessedAt };
    }
}

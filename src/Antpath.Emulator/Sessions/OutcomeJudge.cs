using System.Text.Json.Nodes;
using Antpath.Emulator.Events;

namespace Antpath.Emulator.Sessions;

/// <summary>Judges outcomes (§12.2): always reached, at the first try, if the turn comes to its end.</summary>
internal static class OutcomeJudge
{
    private const string Explanation = "The emulator judges every outcome as reached.";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static void Begin(Session session, QueuedEvent defined) => Change(session, defined, outcome => outcome with { Result = "running" });

    public static IEnumerable<Pause> Judge(Session session, SessionEvents events, QueuedEvent defined)
    {
        string outcomeId = (string)defined.Body["outcome_id"]!;
        string start = events.Append("span.outcome_evaluation_start", new JsonObject { ["outcome_id"] = outcomeId, ["iteration"] = 1 });
        Change(session, defined, outcome => outcome with { Result = "evaluating" });
        yield return new Pause.For(Look);
        events.Append("span.outcome_evaluation_ongoing", new JsonObject { ["outcome_id"] = outcomeId, ["iteration"] = 1 });
        yield return new Pause.For(Look);
        events.Append("span.outcome_evaluation_end", new JsonObject
        {
            ["outcome_id"] = outcomeId,
            ["iteration"] = 1,
            ["result"] = "satisfied",
            ["explanation"] = Explanation,
            ["outcome_evaluation_start_id"] = start,
            ["usage"] = ModelUsage.None.Render(),
        });
        Settle(session, defined, "satisfied", Explanation);
    }

    /// <summary>Ends an outcome that is still active; the first end stays.</summary>
    public static void Settle(Session session, QueuedEvent defined, string result, string? explanation = null) => Change(session, defined,
        outcome => outcome.Active ? outcome with { Result = result, Explanation = explanation, CompletedAt = session.Log.Processed[^1].ProcessedAt } : outcome);

    private static void Change(Session session, QueuedEvent defined, Func<OutcomeEvaluation, OutcomeEvaluation> change)
    {
        string outcomeId = (string)defined.Body["outcome_id"]!;
        int index = session.Outcomes.FindIndex(outcome => outcome.OutcomeId == outcomeId);
        session.Outcomes[index] = change(session.Outcomes[index]);
    }
}

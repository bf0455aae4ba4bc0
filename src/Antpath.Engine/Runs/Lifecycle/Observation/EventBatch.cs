using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>Session events read in one step that the log does not have yet.</summary>
/// <param name="Fresh">In the provider's order.</param>
/// <param name="ObservedUntil">Newest provider time seen.</param>
/// <param name="Complete">Whether the listing came to its end.</param>
internal sealed record EventBatch(IReadOnlyList<ProviderEvent> Fresh, DateTimeOffset? ObservedUntil, bool Complete)
{
    public static EventBatch None(DateTimeOffset? observedUntil) => new([], observedUntil, true);

    /// <summary>Whether a tool call asked for an approval.</summary>
    public bool AskSeen => Fresh.Any(e => e.EvaluatedPermission == "ask");
}
